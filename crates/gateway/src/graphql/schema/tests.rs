//! What holds for every element of the schema.

use async_graphql::Positioned;
use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{TypeKind, TypeSystemDefinition};

use super::sdl;

/// Names and descriptions of everything that the schema declares, outermost first.
fn elements() -> Vec<(String, Option<String>)> {
    let text = |node: &Option<Positioned<String>>| node.as_ref().map(|text| text.node.clone());
    let mut found = Vec::new();
    for definition in parse_schema(sdl()).expect("our own text").definitions {
        let TypeSystemDefinition::Type(definition) = definition else { continue };
        let name = definition.node.name.node.to_string();
        found.push((name.clone(), text(&definition.node.description)));
        match &definition.node.kind {
            TypeKind::Object(object) => fields(&name, &object.fields, &mut found),
            TypeKind::Interface(interface) => fields(&name, &interface.fields, &mut found),
            TypeKind::InputObject(input) => {
                for field in &input.fields {
                    found.push((format!("{name}.{}", field.node.name.node), text(&field.node.description)));
                }
            }
            TypeKind::Enum(values) => {
                for value in &values.values {
                    found.push((format!("{name}.{}", value.node.value.node), text(&value.node.description)));
                }
            }
            TypeKind::Scalar | TypeKind::Union(_) => {}
        }
    }
    found
}

fn fields(
    of: &str,
    fields: &[Positioned<async_graphql::parser::types::FieldDefinition>],
    found: &mut Vec<(String, Option<String>)>,
) {
    for field in fields {
        let name = format!("{of}.{}", field.node.name.node);
        for argument in &field.node.arguments {
            let description = argument.node.description.as_ref().map(|text| text.node.clone());
            found.push((format!("{name}({})", argument.node.name.node), description));
        }
        found.push((name, field.node.description.as_ref().map(|text| text.node.clone())));
    }
}

#[test]
fn everything_is_described() {
    let elements = elements();
    assert!(elements.len() > 200, "the schema was read");
    let silent: Vec<_> = elements
        .iter()
        .filter(|(_, description)| description.as_ref().is_none_or(|text| text.trim().is_empty()))
        .map(|(name, _)| name)
        .collect();
    assert!(silent.is_empty(), "without a description: {silent:#?}");
}

#[test]
fn the_text_is_the_same_every_time_and_sorted() {
    let text = sdl();
    assert_eq!(text, sdl());
    let types: Vec<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("type ").or_else(|| line.strip_prefix("input ")))
        .collect();
    assert!(types.iter().any(|line| line.starts_with("Query ")));
}

#[test]
fn every_mutation_takes_one_input_and_answers_its_payload() {
    let schema = parse_schema(sdl()).expect("our own text");
    let mutation = schema.definitions.iter().find_map(|definition| match definition {
        TypeSystemDefinition::Type(definition) if definition.node.name.node == "Mutation" => Some(definition),
        _ => None,
    });
    let TypeKind::Object(mutation) = &mutation.expect("there").node.kind else { panic!("an object") };
    for field in &mutation.fields {
        let name = field.node.name.node.as_str();
        let (head, tail) = name.split_at(1);
        let pascal = format!("{}{tail}", head.to_uppercase());
        let arguments: Vec<_> = field
            .node
            .arguments
            .iter()
            .map(|argument| (argument.node.name.node.to_string(), argument.node.ty.node.to_string()))
            .collect();
        assert_eq!(arguments, [("input".to_owned(), format!("{pascal}Input!"))], "{name}");
        assert_eq!(field.node.ty.node.to_string(), format!("{pascal}Payload!"), "{name}");
    }
}
