# What R makes of network_against_R.csv; network_against_R.txt is what it prints.
#     Rscript network_against_R.R > network_against_R.txt          (R 4.2.2, igraph 1.3.5)
suppressPackageStartupMessages(library(igraph))
d <- read.csv("network_against_R.csv")
tell <- function(name, x) cat(name, sprintf("%.9f", x), "\n")
nodes <- letters[1:9]
known <- subset(d, !is.na(holds))
held <- subset(known, holds)

for (part in list(d, subset(d, need == "high"))) {
  there <- sum(part$holds, na.rm = TRUE); open <- sum(is.na(part$holds)); n <- nrow(part)
  tell(if (n == nrow(d)) "density" else "needed", c(there / (n - open), there / n, (there + open) / n))
}

# Reciprocity: pairs of which both directions are known.
key <- paste(known$rater, known$target)
both <- known[paste(known$target, known$rater) %in% key, ]
g <- graph_from_data_frame(subset(both, holds)[c("rater", "target")], vertices = nodes)
tell("reciprocity", reciprocity(g))
asked <- graph_from_data_frame(both[c("rater", "target")], vertices = nodes)
census <- dyad_census(g)
tell("census", c(census$mut, census$asym, dyad_census(asked)$mut - census$mut - census$asym))

# By chance, each rater with as many as it has: 100,000 drawings of which they are.
set.seed(1)
back <- match(paste(both$target, both$rater), paste(both$rater, both$target))
rows <- split(seq_len(nrow(both)), both$rater)
draws <- replicate(1e5, {
  x <- logical(nrow(both))
  for (i in rows) x[i] <- both$holds[i][order(runif(length(i)))]
  sum(x & x[back]) / 2
})
p <- tapply(both$holds, both$rater, mean)
tell("mutual by chance", c(sum(p[both$rater] * p[both$target]) / 2, mean(draws), var(draws)))
tell("mutual quantiles", quantile(draws, c(0.025, 0.975), type = 1))

# The E-I index, and by chance: the number of external ties of each rater is hypergeometric.
known$external <- known$rater_organisation != known$target_organisation
e <- sum(known$holds & known$external); i <- sum(known$holds & !known$external)
tell("ei_index", (e - i) / (e + i))
weights <- 1
for (one in split(known, known$rater)) {
  w <- dhyper(0:sum(one$holds), sum(one$external), sum(!one$external), sum(one$holds))
  weights <- convolve(weights, rev(w), type = "open")
}
counts <- seq_along(weights) - 1
below <- cumsum(weights)
range <- c(counts[below > 0.025][1], counts[below >= 0.975][1])
tell("ei_index by chance", (2 * c(sum(counts * weights), range) - (e + i)) / (e + i))

tell("in_strength", tapply(d$strength, factor(d$target, nodes), mean, na.rm = TRUE))
tell("out_strength", tapply(d$strength, factor(d$rater, nodes[-9]), mean, na.rm = TRUE))

g <- graph_from_data_frame(held[c("rater", "target")], vertices = nodes)
tell("betweenness", betweenness(g, directed = TRUE, normalized = TRUE))
cat("cut", sort(names(articulation_points(as.undirected(g, mode = "collapse")))), "\n")
