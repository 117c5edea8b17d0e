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

for (pair in c("a b", "b c", "c b")) {
  ends <- strsplit(pair, " ")[[1]]
  tie <- subset(between, rater_group == ends[1] & target_group == ends[2])
  tell(paste("tie", pair), svydesign(ids = ~1, fpc = ~size, data = tie), nrow(tie) - 1)
  cat("sd", pair, sprintf("%.9f", sd(tie$x)), "\n")
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

# A gap: R has no correction for finite groups in Welch's test, so that the variances are corrected by hand.
one <- subset(between, rater_group == "a" & target_group == "b")
other <- subset(between, rater_group == "b" & target_group == "a")
v <- c(var(one$x) / nrow(one) * (1 - nrow(one) / 9), var(other$x) / nrow(other) * (1 - nrow(other) / 12))
df <- sum(v)^2 / sum(v^2 / (c(nrow(one), nrow(other)) - 1))
gap <- mean(one$x) - mean(other$x)
cat("gap a b", sprintf("%.9f", gap + c(0, -1, 1) * qt(0.975, df) * sqrt(sum(v))), "\n")

# A share: Wilson's interval is that of prop.test without correction; 3 of 12 in a group of 20 has n = 12 * 19 / 8.
n <- 12 * 19 / 8
cat("share", sprintf("%.9f", prop.test(0.25 * n, n, correct = FALSE)$conf.int), "\n")
