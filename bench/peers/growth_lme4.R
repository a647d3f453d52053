# Three-level growth by lme4: seconds and log-likelihood of one fit. Rscript growth_lme4.R FILE
suppressMessages(library(lme4))
rows <- read.csv(commandArgs(trailingOnly = TRUE)[1])
rows$member <- factor(rows$member)
rows$group <- factor(rows$group)
begin <- proc.time()[["elapsed"]]
fit <- suppressMessages(suppressWarnings(
  lmer(outcome ~ time + (time | group) + (time | member), rows, REML = TRUE)
))
cat(proc.time()[["elapsed"]] - begin, format(as.numeric(logLik(fit)), digits = 15), "\n")
