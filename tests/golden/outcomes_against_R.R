# What R makes of outcomes_against_R.csv; outcomes_against_R.txt is what it prints.
#     Rscript outcomes_against_R.R > outcomes_against_R.txt          (R 4.2.2, lme4 1.1-31, lmerTest 3.1-3)
suppressPackageStartupMessages({library(lme4); library(lmerTest)})
all <- read.csv("outcomes_against_R.csv")
tell <- function(name, x) cat(name, sprintf("%.9f", x), "\n")
tight <- lmerControl(optimizer = "bobyqa", optCtrl = list(rhoend = 1e-10, maxfun = 1e5), check.conv.singular = "ignore")

for (set in unique(all$set)) {
  d <- all[all$set == set, ]
  centred <- d$x - ave(d$x, d$wave)
  d$x_between <- ave(centred, d$unit)
  d$x_within <- centred - d$x_between
  fit <- lmer(y ~ factor(wave) + x_between + x_within + (1 | unit), d, control = tight)
  table <- coef(summary(fit))
  tell(paste(set, "between"), table["x_between", 1:3])
  tell(paste(set, "within"), table["x_within", 1:3])
  parts <- as.data.frame(VarCorr(fit))$vcov
  tell(paste(set, "parts"), c(parts, REMLcrit(fit)))

  # One value a unit: what it lies above the mean of its wave, over its waves.
  x <- tapply(centred, d$unit, mean); y <- tapply(d$y - ave(d$y, d$wave), d$unit, mean)
  exact <- length(x) < 9
  test <- cor.test(x, y, method = "spearman", exact = exact)
  r <- unname(test$estimate); half <- qnorm(.975) * sqrt((1 + r^2 / 2) / (length(x) - 3))
  tell(paste(set, "rank"), c(r, tanh(atanh(r) - half), tanh(atanh(r) + half), test$p.value))

  waves <- range(d$wave)
  both <- merge(d[d$wave == waves[1], ], d[d$wave == waves[2], ], by = "unit")
  tell(paste(set, "change"), cor(both$x.y - both$x.x, both$y.y - both$y.x, method = "spearman"))
}
p <- c(.012, .3, .04, .2)
tell("q", p.adjust(p, "BH"))
