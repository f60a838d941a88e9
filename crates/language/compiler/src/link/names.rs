//! Names that protoc derives for synthetic declarations: map entries, and oneofs of proto3 `optional`.

/// Returns the name of a map entry message: `FooBarEntry` for the field `foo_bar`.
pub fn map_entry_name(field: &str) -> String {
    let mut raise = true;
    let mut name = String::with_capacity(field.len() + 5);
    for letter in field.chars() {
        match letter {
            '_' => raise = true,
            _ if raise => {
                name.push(letter.to_ascii_uppercase());
                raise = false;
            }
            _ => name.push(letter),
        }
    }
    name + "Entry"
}

/// Returns the name of the synthetic oneof of a proto3 `optional` field.
pub(super) fn synthetic_oneof(field: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let mut name = if field.starts_with('_') { field.to_owned() } else { format!("_{field}") };
    while is_taken(&name) {
        name.insert(0, 'X');
    }
    name
}

#[cfg(test)]
mod tests {
    use super::{map_entry_name, synthetic_oneof};

    #[test]
    fn derives_names_as_protoc() {
        assert_eq!(map_entry_name("foo_bar"), "FooBarEntry");
        assert_eq!(map_entry_name("fooBar_1x"), "FooBar1xEntry");
        assert_eq!(synthetic_oneof("a", |name| name == "_a"), "X_a");
        assert_eq!(synthetic_oneof("_a", |name| name == "_a"), "X_a");
    }
}
