# What R makes of against_R.csv; test_against_r.py carries what it prints.
#     Rscript against_R.R          (R 4.2.2, survey 4.1.1)
suppressPackageStartupMessages(library(survey))
options(survey.lonely.psu = "average")
between <- read.csv("against_R.csv")

tell <- function(name, design, df = degf(design)) {
  found <- svymean(~x, design)
  cat(name, sprintf("%.9f", c(coef(found), confint(found, df = df))), "\n")
}
# Every rating alike: without weights of one, survey would weigh each group by size / answers instead.
by_respondent <- function(d) svydesign(ids = ~respondent, strata = ~rater_group, fpc = ~size, weights = ~I(0 * x + 1), data = d)
by_group <- function(d) {
  rated <- tapply(d$target_group, d$rater_group, function(targets) length(unique(targets)))
  d$weight <- 1 / ave(d$x, d$rater_group, d$target_group, FUN = length) / rated[d$rater_group]
  svydesign(ids = ~respondent, strata = ~rater_group, fpc = ~size, weights = ~weight, data = d)
}

# Ties: the standard deviation within them is pooled over the wave, its degrees of freedom are people minus rater groups.
between$tie <- paste(between$rater_group, between$target_group)
pooled <- sigma(lm(x ~ tie, between))
people <- unique(between[c("respondent", "rater_group")])
free <- nrow(people) - length(unique(people$rater_group))
cat("pooled", sprintf("%.9f", pooled), free, "\n")
for (pair in c("a b", "b c", "c b")) {
  tie <- subset(between, tie == pair)
  se <- pooled * sqrt((1 - nrow(tie) / tie$size[1]) / nrow(tie))
  cat("tie", pair, sprintf("%.9f", mean(tie$x) + c(0, -1, 1) * qt(0.975, free) * se), "\n")
  cat("sd", pair, sprintf("%.9f", sd(tie$x)), "\n")
  lasting <- pt((c(3.25, 3.75) - mean(tie$x)) / (pooled / sqrt(nrow(tie))), free)
  cat("class", pair, sprintf("%.9f", diff(c(0, lasting, 1))), "\n")
}
tell("whole respondent", by_respondent(between))
tell("whole group", by_group(between))
for (target in c("a", "b", "c", "d")) {
  d <- subset(between, target_group == target)
  tell(paste("received", target, "respondent"), by_respondent(d))
  tell(paste("received", target, "group"), by_group(d))
}
for (rater in c("a", "b")) {
  d <- subset(between, rater_group == rater)
  tell(paste("given", rater, "respondent"), by_respondent(d))
  tell(paste("given", rater, "group"), by_group(d))
}

# The classes and the bands as docs/methods/classes-and-bands.md writes them.
x <- c(1, 2.74, 3.2, 3.24, 3.25, 3.49, 3.5, 3.74, 3.75, 4, 4.01, 5)
cat(as.character(cut(floor(2 * x + 0.5) / 2, c(-Inf, 3.25, 3.75, Inf), c("needs_talk", "on_the_way", "holds"))), "\n")
cat(ifelse(x < 3.5, "weak", ifelse(x > 4, "strong", "moderate")), "\n")

# A gap: there minus back; and the q of every gap among all (b c, a b, ...).
ways <- list(c("a b", "b a"), c("a c", "c a"), c("a d", "d a"), c("b c", "c b"), c("b d", "d b"), c("c d", "d c"))
p <- c()
for (way in ways) {
  one <- subset(between, tie == way[1]); other <- subset(between, tie == way[2])
  if (nrow(one) == 0 || nrow(other) == 0) next
  v <- sum(sapply(list(one, other), function(d) pooled^2 * (1 - nrow(d) / d$size[1]) / nrow(d)))
  gap <- mean(one$x) - mean(other$x)
  lasting <- pooled * sqrt(1 / nrow(one) + 1 / nrow(other))
  p[way[1]] <- 2 * pt(-abs(gap) / lasting, free)
  cat("gap", way[1], sprintf("%.9f", c(gap + c(0, -1, 1) * qt(0.975, free) * sqrt(v), p[way[1]])), "\n")
}
cat("q", names(p), sprintf("%.9f", p.adjust(p, "BH")), "\n")

# A share: Wilson's interval is that of prop.test without correction; 3 of 12 in a group of 20 has n = 12 * 19 / 8.
n <- 12 * 19 / 8
cat("share", sprintf("%.9f", prop.test(0.25 * n, n, correct = FALSE)$conf.int), "\n")
