# Three-level growth by nlme: seconds and log-likelihood of one fit. Rscript growth_nlme.R FILE
library(nlme)
rows <- read.csv(commandArgs(trailingOnly = TRUE)[1])
rows$member <- factor(rows$member)
rows$group <- factor(rows$group)
begin <- proc.time()[["elapsed"]]
fit <- lme(outcome ~ time, rows, random = list(group = ~ time, member = ~ time), method = "REML",
           control = lmeControl(msMaxIter = 200, opt = "optim", returnObject = TRUE))
cat(proc.time()[["elapsed"]] - begin, format(as.numeric(logLik(fit)), digits = 15), "\n")
