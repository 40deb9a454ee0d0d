## Customers

rule-NAME_TAKEN = Another customer has this name.
rule-CONTAINS_MASKED = The text holds a phone number, mail address or handle of the customer's contacts. With confirmMasked it is recorded with the mask in its place.
rule-FOLLOW_UP_PASSED = A later interaction has taken the place of this one's follow-up.

label-CustomerState-ACTIVE = active
label-CustomerState-ARCHIVED = archived
label-InteractionChannel-PHONE = phone
label-InteractionChannel-ONLINE = online
label-InteractionChannel-IN_PERSON = in person
label-InteractionChannel-EMAIL = mail
label-DeadlineKind-FOLLOW_UP = next contact with a customer

notice-kind-FOLLOW_UP = The next contact
notice-CUSTOMER_RECEIVED = { $by } gave you the customer { $thing }: you answer for it from now on.
notice-CUSTOMER_HANDED_OVER = { $by } handed your customer { $thing } over to { $person }.
notice-CONTACT_UNMASKED = { $by } reads a contact of { $thing } unmasked until { $dueAt }.
notice-INTERACTION_RECORDED = { $by } recorded an interaction with { $thing }.
notice-FOLLOW_UP_ASKED = { $by } asks you to follow up an interaction with { $thing }.
notice-MEASURE_FOLLOWED_UP = { $by } follows up on a measure of an interaction with { $thing }.
label-NoticeCode-CUSTOMER_RECEIVED = You answer for a customer
label-NoticeCode-CUSTOMER_HANDED_OVER = Your customer was handed over
label-NoticeCode-CONTACT_UNMASKED = A contact was unmasked
label-NoticeCode-INTERACTION_RECORDED = An interaction was recorded
label-NoticeCode-FOLLOW_UP_ASKED = You are to follow up
label-NoticeCode-MEASURE_FOLLOWED_UP = A measure is followed up
