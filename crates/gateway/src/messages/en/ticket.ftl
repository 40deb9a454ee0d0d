## Customers' tickets, routing rules, the portal

rule-TICKETS_ONLY = Only a customer ticket has a customer and a category.
rule-CUSTOMER_ARCHIVED = The customer is archived: no ticket is opened for it, and no guest invited.
rule-NO_ROUTE = No routing rule is in force for the category “{ $category }”, and no default route: name a party.
rule-PORTAL_CLOSED = The portal of this ticket is closed since { $until }.
rule-LINK_ENDED = The link opens nothing any more since { $at }.

portal-ended = ended

notice-TICKET_OPENED = { $by } opened the ticket { $thing } of your customer.
notice-TICKET_RATED = The customer said how satisfied it is with { $thing }.
label-NoticeCode-TICKET_OPENED = A ticket of your customer was opened
label-NoticeCode-TICKET_RATED = A customer rated a ticket
