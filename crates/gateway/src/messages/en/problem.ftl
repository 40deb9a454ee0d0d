## Problems

rule-PROBLEM_UNSETTLED = There is a problem without a confirmed result.
rule-NEEDS_RAISER = A later time is for who raised the problem to set.
rule-ALREADY_MAJOR = The problem is marked as major already.
rule-SAME_DEPARTMENT = A problem between departments needs two of them.

label-ProblemStatus-OPEN = open
label-ProblemStatus-RESOLVING = being resolved
label-ProblemStatus-RESOLVED = resolved
label-ProblemStatus-CONFIRMED = closed
label-ProblemStatus-WITHDRAWN = withdrawn
