//! Erasing what the directory says of a person who left, with the chain of events still true (resolution 79).
//!
//! What they did stays where it is and names them by their ID. What others wrote about them in their own words is not theirs.

use super::{PersonAction, PersonFact};
use crate::command::{Change, Context};
use crate::directory::Person;
use crate::error::Refusal;
use crate::ids::PersonId;
use crate::sealed;
use crate::text::{Code, Line, Text};

impl Person {
    /// Erases employee number, name, position and language of one who left and leads no department any more. Emits
    /// `PersonErased`.
    pub fn erase(&self, ctx: &Context<'_>, reason: Text) -> Result<Change<Self>, Refusal> {
        self.admits(PersonAction::Erase, ctx)?;
        let (employee_number, name) = stand_ins(self.id);
        let state = Self {
            employee_number,
            name,
            position: None,
            locale: None,
            erased_at: Some(ctx.now),
            ..self.clone()
        };
        Ok(Change::of(self, state, vec![PersonFact::PersonErased { reason }]))
    }
}

/// What stands where number and name were: nobody else's, and nothing that was theirs.
fn stand_ins(id: PersonId) -> (Code, Line) {
    let number = Code::new(&id.uuid().simple().to_string()).expect("32 hexadecimal digits are a code");
    (number, sealed::nameless())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::directory::{Department, Directory};
    use crate::error::Rule;
    use crate::task::tests::{rules, text, with};
    use crate::testing::{Counted, World, department, person};

    fn status(refused: Refusal) -> &'static str {
        let Refusal::State(conflict) = refused else { panic!("{refused:?}") };
        conflict.status
    }

    #[test]
    fn who_left_is_erased_once_by_an_administrator() {
        let world = World::new();
        let present = world.directory.person(person(12)).expect("there").as_ref().clone();
        let erase = |one: &Person, who| with(&world, who, |ctx| one.erase(ctx, text("当事人要求")));
        assert_eq!(status(erase(&present, 98).expect_err("still here")), "ACTIVE");
        let gone = with(&world, 98, |ctx| present.disable(ctx)).expect("left").state;
        for who in [10, 12, 97, 99] {
            assert!(matches!(erase(&gone, who), Err(Refusal::NotPermitted(_))), "{who}");
        }
        let erased = erase(&gone, 98).expect("erased").state;
        assert_eq!(
            (&erased.position, &erased.locale, erased.erased_at),
            (&None, &None, Some(world.now.get()))
        );
        assert_eq!((erased.id, erased.department, erased.is_active()), (gone.id, gone.department, false));
        assert_eq!(status(erase(&erased, 98).expect_err("once")), "ERASED");
        assert!(with(&world, 98, |ctx| erased.update(ctx, super::super::PersonPatch::default())).is_err());
    }

    /// Whoever leads a department is replaced first.
    #[test]
    fn a_place_is_handed_over_before() {
        let mut world = World::new();
        let mut head = world.directory.person(person(10)).expect("there").as_ref().clone();
        head.state = crate::directory::AccountState::Disabled;
        let refused = with(&world, 98, |ctx| head.erase(ctx, text("离职"))).expect_err("leads department 1");
        assert_eq!(rules(&refused), [Rule::HeadsDepartment]);
        let others =
            world.directory.departments().map(|one| Department { head: None, ..one.as_ref().clone() });
        let people = world.directory.people().map(|one| one.as_ref().clone());
        world.directory = Directory::new(2, others, people);
        assert!(world.directory.department(department(1)).is_some());
        assert!(with(&world, 98, |ctx| head.erase(ctx, text("离职"))).is_ok());
    }

    /// No event says what was there, and every value is kept beside one, to be erased with the person.
    #[test]
    fn what_the_directory_says_is_sealed_in_events_resolution_79() {
        let world = World::new();
        let before = world.directory.person(person(12)).expect("there").as_ref().clone();
        let after = Person { name: Line::new("林小").expect("a name"), ..before.clone() };
        let change = Change::of(&before, after, vec![PersonFact::PersonUpdated]);
        let (events, kept) = change.sealed_events(&Counted::default());
        let values: Vec<_> = kept.iter().map(crate::sealed::Sealed::value).collect();
        assert_eq!(values, [before.name.as_str(), "林小"]);
        let payload = events[0].payload();
        assert!(values.iter().all(|value| !payload.contains(value)), "{payload}");
        assert!(kept.iter().all(|sealed| payload.contains(sealed.reference().digest.as_str())), "{payload}");
    }
}
