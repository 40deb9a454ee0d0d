//! Adding a contact, changing its values, and taking it off the list.

use serde::Serialize;

use super::values::{HandleRef, MAX_HANDLES, NewHandle, Shown, Values};
use super::{Action, Contact, ContactRecord};
use crate::command::{Change, Context};
use crate::customer::personal::{Mail, PersonName, Phone, Title};
use crate::customer::{self, ContactFact, Customer};
use crate::error::{Reason, Refusal, Rule, Violations};
use crate::ids::{ContactId, SealedId, fresh};
use crate::patch::Patch;
use crate::sealed::{Sealed, SealedRef};
use crate::text::Text;

/// Most contacts that one customer lists (resolution 81).
pub const MAX_CONTACTS: usize = 50;

/// A contact as somebody adds it.
#[derive(Clone, Debug, Serialize)]
pub struct NewContact {
    /// An ID that the caller chose.
    pub id: Option<ContactId>,
    /// The name.
    pub name: PersonName,
    /// What they do.
    pub title: Option<Title>,
    /// The phone number.
    pub phone: Option<Phone>,
    /// The mail address.
    pub mail: Option<Mail>,
    /// Other handles.
    pub handles: Vec<NewHandle>,
}

/// What of a contact is to change.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ContactPatch {
    /// The name; cannot be cleared.
    #[serde(skip_serializing_if = "Patch::is_keep")]
    pub name: Patch<PersonName>,
    /// What they do.
    #[serde(skip_serializing_if = "Patch::is_keep")]
    pub title: Patch<Title>,
    /// The phone number.
    #[serde(skip_serializing_if = "Patch::is_keep")]
    pub phone: Patch<Phone>,
    /// The mail address.
    #[serde(skip_serializing_if = "Patch::is_keep")]
    pub mail: Patch<Mail>,
    /// Other handles, all of them.
    #[serde(skip_serializing_if = "Patch::is_keep")]
    pub handles: Patch<Vec<NewHandle>>,
}

impl Contact {
    /// Adds a contact to a customer that lists `listed` others. Emits `ContactAdded`.
    pub fn add(
        ctx: &Context<'_>,
        customer: &Customer,
        listed: usize,
        new: &NewContact,
    ) -> Result<Change<Self>, Refusal> {
        customer.can(customer::Action::AddContact, ctx)?;
        let mut wrong = Violations::default();
        check_handles(&new.handles, &mut wrong);
        if listed >= MAX_CONTACTS {
            wrong.add("customer", Reason::of(Rule::TooMany).with("max", MAX_CONTACTS));
        }
        wrong.finish()?;
        let mut sealing = Sealing::new(ctx);
        let name = sealing.seal(new.name.as_str());
        let values = Values {
            title: new.title.as_ref().map(|title| sealing.seal(title.as_str())),
            phone: new.phone.as_ref().map(|phone| sealing.seal(phone.as_str())),
            mail: new.mail.as_ref().map(|mail| sealing.seal(mail.as_str())),
            handles: sealing.handles(&new.handles),
            name,
        };
        let record = ContactRecord {
            id: new.id.unwrap_or_else(|| fresh(ctx.ids)),
            version: 0,
            customer: customer.record().id,
            values: values.clone(),
            grants: Vec::new(),
            added_by: ctx.actor.person(),
            added_at: ctx.now,
            removed_at: None,
            erased_at: None,
        };
        let fact = ContactFact::ContactAdded { customer: record.customer, values };
        let mut contact = Self::restore(record, customer.circle(), Shown::default());
        contact.sealed = sealing.sealed;
        contact.look();
        Ok(Change::created(contact, vec![fact]))
    }

    /// Changes values; what they replace is erased. Emits `ContactUpdated`.
    pub fn update(&self, ctx: &Context<'_>, patch: ContactPatch) -> Result<Change<Self>, Refusal> {
        self.can(Action::Update, ctx)?;
        let mut wrong = Violations::default();
        wrong.check(patch.name != Patch::Clear, "name", Rule::Required);
        check_handles(patch.handles.value().map_or(&[], Vec::as_slice), &mut wrong);
        wrong.finish()?;
        let mut sealing = Sealing::new(ctx);
        let mut values = self.record.values.clone();
        let shown = &self.shown;
        if let Patch::Set(name) = patch.name {
            let mut present = Some(values.name);
            sealing.patch(&mut present, shown.name.as_ref(), Patch::Set(name.as_str()));
            values.name = present.ok_or_else(|| Refusal::from(Reason::of(Rule::Required).at("name")))?;
        }
        sealing.patch(&mut values.title, shown.title.as_ref(), word(&patch.title, Title::as_str));
        sealing.patch(&mut values.phone, shown.phone.as_ref(), word(&patch.phone, Phone::as_str));
        sealing.patch(&mut values.mail, shown.mail.as_ref(), word(&patch.mail, Mail::as_str));
        if patch.handles.is_given() {
            let wanted = patch.handles.apply(None).unwrap_or_default();
            let same = |handle: &NewHandle, (service, value): &(_, String)| {
                handle.service == *service && handle.value.as_str() == value
            };
            let equal = wanted.len() == shown.handles.len()
                && wanted.iter().zip(&shown.handles).all(|(handle, present)| same(handle, present));
            if !equal {
                sealing.dropped.extend(values.handles.iter().map(|handle| handle.value.id));
                values.handles = sealing.handles(&wanted);
            }
        }
        if values == self.record.values {
            return Err(Reason::of(Rule::NothingChanged).at("").into());
        }
        let fact = ContactFact::ContactUpdated { customer: self.record.customer, values: values.clone() };
        Ok(self.change(ctx, fact, |contact| {
            contact.record.values = values;
            contact.dropped = sealing.dropped;
            contact.sealed = sealing.sealed;
            contact.look();
        }))
    }

    /// Takes it off the list; its values are read by nobody any more. Emits `ContactRemoved`.
    pub fn remove(&self, ctx: &Context<'_>, reason: Option<Text>) -> Result<Change<Self>, Refusal> {
        self.can(Action::Remove, ctx)?;
        let fact = ContactFact::ContactRemoved { customer: self.record.customer, reason };
        Ok(self.change(ctx, fact, |contact| {
            contact.record.removed_at = Some(ctx.now);
            contact.record.grants.clear();
            contact.shown = Shown::default();
        }))
    }

    /// Its values after this change: those it had, and those it seals.
    fn look(&mut self) {
        let Shown { name, title, phone, mail, handles } = std::mem::take(&mut self.shown);
        let values = &self.record.values;
        let sealed = &self.sealed;
        let one = |reference: Option<&SealedRef>, present: Option<String>| {
            let reference = reference?;
            let fresh = sealed.iter().find(|sealed| sealed.reference() == reference);
            fresh.map(|sealed| sealed.value().to_owned()).or(present)
        };
        let kept = handles.into_iter().map(|(_, value)| Some(value)).chain(std::iter::repeat(None));
        let handles = values
            .handles
            .iter()
            .zip(kept)
            .filter_map(|(handle, kept)| Some((handle.service.clone(), one(Some(&handle.value), kept)?)));
        self.shown = Shown {
            name: one(Some(&values.name), name),
            title: one(values.title.as_ref(), title),
            phone: one(values.phone.as_ref(), phone),
            mail: one(values.mail.as_ref(), mail),
            handles: handles.collect(),
        };
    }
}

fn word<'a, T>(patch: &'a Patch<T>, as_str: impl Fn(&'a T) -> &'a str) -> Patch<&'a str> {
    match patch {
        Patch::Keep => Patch::Keep,
        Patch::Clear => Patch::Clear,
        Patch::Set(value) => Patch::Set(as_str(value)),
    }
}

fn check_handles(handles: &[NewHandle], wrong: &mut Violations) {
    if handles.len() > MAX_HANDLES {
        wrong.add("handles", Reason::of(Rule::TooMany).with("max", MAX_HANDLES));
    }
}

/// What one change seals and erases.
struct Sealing<'a> {
    ctx: &'a Context<'a>,
    sealed: Vec<Sealed>,
    dropped: Vec<SealedId>,
}

impl<'a> Sealing<'a> {
    const fn new(ctx: &'a Context<'a>) -> Self {
        Self { ctx, sealed: Vec::new(), dropped: Vec::new() }
    }

    fn seal(&mut self, value: &str) -> SealedRef {
        let sealed = Sealed::of(value, self.ctx.ids);
        let reference = sealed.reference().clone();
        self.sealed.push(sealed);
        reference
    }

    fn handles(&mut self, handles: &[NewHandle]) -> Vec<HandleRef> {
        let sealed = handles.iter().map(|handle| HandleRef {
            service: handle.service.clone(),
            value: self.seal(handle.value.as_str()),
        });
        sealed.collect()
    }

    /// Seals another value in the place of `present`, which is erased; the same value stays as it is sealed.
    fn patch(&mut self, present: &mut Option<SealedRef>, shown: Option<&String>, patch: Patch<&str>) {
        let same = match patch {
            Patch::Keep => true,
            Patch::Clear => present.is_none(),
            Patch::Set(value) => shown.is_some_and(|shown| shown == value),
        };
        if same {
            return;
        }
        self.dropped.extend(present.take().map(|reference| reference.id));
        *present = patch.value().map(|value| self.seal(value));
    }
}
