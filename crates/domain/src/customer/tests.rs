//! Customers, contacts and interactions: who sees, who may, what follows; worked example 6.

mod access;
mod contacts;
mod interactions;
mod masks;
pub(crate) mod owed;

use super::contact::{NewContact, NewHandle};
use super::interaction::{Channel, NewInteraction, NewMeasure, Recorded};
use super::masking::Masker;
use super::personal::{Handle, Mail, PersonName, Phone, Title};
use super::*;
use crate::access::{DepartmentRole, may_see};
use crate::command::Context;
use crate::error::{Refusal, Rule};
use crate::patch::Patch;
use crate::task::NewDue;
use crate::task::tests::{instant, rules, text, with};
use crate::testing::{World, department, line, person};

/// The owner, of department 1.
const OWNER: u128 = 12;
/// An editor there.
const EDITOR: u128 = 13;
/// A viewer there.
const VIEWER: u128 = 14;
/// Head of department 1.
const HEAD: u128 = 10;
/// An editor of department 2, which is party to an open ticket.
const PARTY: u128 = 22;
/// The executive above all departments.
const EXECUTIVE: u128 = 99;
const ADMIN: u128 = 98;
const AUDITOR: u128 = 97;
/// An employee of a department that has nothing to do with it.
const OTHER: u128 = 32;

const PHONE: &str = "138 0013 8000";
const MAIL: &str = "zhou.qi@abc.example";
const HANDLE: &str = "zhouqi_abc";

fn new() -> NewCustomer {
    NewCustomer {
        id: None,
        name: line("ABC科技有限公司"),
        industry: Some(line("电子制造")),
        level: Some(line("A")),
        owner: None,
        department: None,
        tags: vec![line("重点")],
    }
}

fn created(world: &World) -> Customer {
    with(world, OWNER, |ctx| Customer::create(ctx, new(), false)).expect("created").state
}

/// The same with an open ticket at department 2.
fn ticketed(world: &World) -> Customer {
    let mut record = created(world).into_record();
    record.ticket_departments.insert(department(2));
    Customer::restore(record)
}

fn new_contact() -> NewContact {
    NewContact {
        id: None,
        name: PersonName::new("周琦").expect("a name"),
        title: Some(Title::new("采购经理").expect("a title")),
        phone: Some(Phone::new(PHONE).expect("a number")),
        mail: Some(Mail::new(MAIL).expect("an address")),
        handles: vec![NewHandle { service: line("微信"), value: Handle::new(HANDLE).expect("a handle") }],
    }
}

fn contact_of(world: &World, customer: &Customer) -> Contact {
    let change = with(world, OWNER, |ctx| Contact::add(ctx, customer, 0, &new_contact())).expect("added");
    stored(&change.state)
}

/// The contact as it is read again.
fn stored(contact: &Contact) -> Contact {
    Contact::restore(contact.record().clone(), contact.circle().clone(), contact.shown().clone())
}

/// Worked example 6.
fn new_interaction() -> NewInteraction {
    let measure = |number, matter: &str, on: &str| NewMeasure {
        department: department(number),
        matter: line(matter),
        on: on.parse().expect("a date"),
    };
    NewInteraction {
        id: None,
        at: None,
        channel: Channel::Phone,
        subject: line("新产品采购咨询"),
        wants: Some(text("询问产品交付周期、售后政策")),
        measures: vec![measure(2, "确认交付周期", "2024-05-10"), measure(3, "制定售后方案", "2024-05-11")],
        follow_up_by: Some(person(EDITOR)),
        plan: Some(text("1.发送方案至客户 2.5月12日电话确认反馈")),
        next_contact: Some(NewDue::On("2024-05-12".parse().expect("a date"))),
        confirm_masked: false,
    }
}

fn record(world: &World, who: u128, customer: &Customer, new: NewInteraction) -> Result<Recorded, Refusal> {
    let contact = contact_of(world, customer);
    let masker = Masker::of(contact.masked_values());
    with(world, who, |ctx| Interaction::record_with(ctx, customer, &masker, new))
}
