## Departments and people

rule-CODE_TAKEN = This code is in use.
rule-DEPARTMENT_CYCLE = A department cannot lie below itself.
rule-DEPARTMENT_CLOSED = This department is closed.
rule-AUDITOR_ONLY = An auditor holds no other role and no post.
rule-LAST_ADMINISTRATOR = Somebody has to stay administrator.
rule-HEADS_DEPARTMENT = This person is head or executive of department { $department }; name a successor.
rule-COLUMN_COUNT = The line has { $found } columns where the heading has { $expected }.

person-erased = Former employee
label-AccountState-ACTIVE = active
label-AccountState-DISABLED = disabled
label-OrganizationRole-ADMIN = administrator
label-OrganizationRole-HR = human resources
label-OrganizationRole-AUDITOR = auditor
label-OrganizationRole-MEMBER = member
label-DepartmentRole-VIEWER = viewer
label-DepartmentRole-EDITOR = editor
label-DepartmentRole-MANAGER = manager

label-ImportOutcome-CREATED = created
label-ImportOutcome-CHANGED = changed
label-ImportOutcome-UNCHANGED = unchanged
label-ImportOutcome-REFUSED = refused
