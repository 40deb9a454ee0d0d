## Ratings

rule-ALREADY_RATED = This party has been rated; the rating can be changed for a while.
rule-PARTY_NOT_ACCEPTED = Only parties that had accepted are rated.
rule-CHANGE_PERIOD_OVER = The rating could be changed until { $until }.
rule-NOT_RATED = The process pack of this request knows no ratings.
