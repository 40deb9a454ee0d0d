//! What holds for every element of the schema.

use async_graphql::Positioned;
use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{FieldDefinition, TypeKind, TypeSystemDefinition};

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

fn fields(of: &str, fields: &[Positioned<FieldDefinition>], found: &mut Vec<(String, Option<String>)>) {
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

/// The fields of one of the root types.
fn root(name: &str) -> Vec<FieldDefinition> {
    let schema = parse_schema(sdl()).expect("our own text");
    let found = schema.definitions.into_iter().find_map(|definition| match definition {
        TypeSystemDefinition::Type(definition) if definition.node.name.node == name => Some(definition.node),
        _ => None,
    });
    let TypeKind::Object(root) = found.expect("there").kind else { panic!("an object") };
    root.fields.into_iter().map(|field| field.node).collect()
}

#[test]
fn every_mutation_takes_one_input_and_answers_its_payload() {
    for field in root("Mutation") {
        let name = field.name.node.as_str();
        let (head, tail) = name.split_at(1);
        let pascal = format!("{}{tail}", head.to_uppercase());
        let arguments: Vec<_> = field
            .arguments
            .iter()
            .map(|argument| (argument.node.name.node.to_string(), argument.node.ty.node.to_string()))
            .collect();
        assert_eq!(arguments, [("input".to_owned(), format!("{pascal}Input!"))], "{name}");
        // Nullable: a second mutation that fails does not take the answer of the first along.
        assert_eq!(field.ty.node.to_string(), format!("{pascal}Payload"), "{name}");
    }
}

/// What fails at the root leaves what stands beside it.
#[test]
fn root_fields_are_nullable_unless_constant() {
    let constant = ["errorCodes", "organization", "viewer"];
    for field in root("Query") {
        let name = field.name.node.as_str();
        assert_eq!(field.ty.node.nullable, !constant.contains(&name), "{name}: {}", field.ty.node);
    }
}
