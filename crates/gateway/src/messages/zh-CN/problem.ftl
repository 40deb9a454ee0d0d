## 问题

rule-PROBLEM_UNSETTLED = 存在未确认结果的问题。
rule-NEEDS_RAISER = 推迟计划时间须由问题提出人设定。
rule-ALREADY_MAJOR = 该问题已标记为重大问题。
rule-SAME_DEPARTMENT = 部门间的问题须涉及两个部门。

label-ProblemStatus-OPEN = 待解决
label-ProblemStatus-RESOLVING = 解决中
label-ProblemStatus-RESOLVED = 已解决
label-ProblemStatus-CONFIRMED = 已关闭
label-ProblemStatus-WITHDRAWN = 已撤销
