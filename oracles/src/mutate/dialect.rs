//! Conversion of a file to another syntax or edition, similar to a conversion by hand.

use super::outline::{ItemKind, Outline, OutlineItem, Span};
use protoward_kit::random::Random;
use protoward_kit::tokens;

/// The syntax of a file: proto2, proto3 or an edition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    Proto2,
    Proto3,
    Edition,
}

impl Dialect {
    pub(crate) fn of(text: &str, outline: &Outline) -> Dialect {
        let syntax = outline.items.iter().find(|it| it.kind == ItemKind::Syntax);
        match syntax.map(|it| &text[it.span.clone()]) {
            Some(syntax) if syntax.starts_with("edition") => Dialect::Edition,
            Some(syntax) if syntax.contains("proto3") => Dialect::Proto3,
            _ => Dialect::Proto2,
        }
    }
}

/// The file options that give an edition the behavior of proto2. Each is randomly written or left out.
const OF_PROTO2: [&str; 4] = [
    "option features.enum_type = CLOSED;",
    "option features.json_format = LEGACY_BEST_EFFORT;",
    "option features.repeated_field_encoding = EXPANDED;",
    "option features.utf8_validation = NONE;",
];

const OF_PROTO3: [&str; 1] = ["option features.field_presence = IMPLICIT;"];

/// Returns the file in an edition, or `None` if it has a group outside of a message, where no message can be declared.
pub(crate) fn to_edition(text: &str, edition: &str, random: &mut Random) -> Option<String> {
    let outline = Outline::of(text);
    let dialect = Dialect::of(text, &outline);
    let mut edits = Edits::default();
    let mut head = format!("edition = \"{edition}\";");
    let statements: &[&str] = match dialect {
        Dialect::Proto2 => &OF_PROTO2,
        Dialect::Proto3 => &OF_PROTO3,
        Dialect::Edition => &[],
    };
    let statements: Vec<&str> = statements.iter().filter(|_| !random.chance(3)).copied().collect();
    if matches!(edition, "2024" | "2026") {
        edits.after_package(&outline, "option features.enforce_naming_style = STYLE_LEGACY;");
        edits.after_package(&outline, "option features.default_symbol_visibility = EXPORT_ALL;");
    }
    statements.iter().for_each(|it| edits.after_package(&outline, it));
    if !outline.items.iter().any(|it| it.kind == ItemKind::Package) {
        head = statements.iter().fold(head, |head, it| format!("{head}\n{it}"));
    }
    edits.syntax(&outline, &head);
    for option in removed_options(text, &outline, edition) {
        edits.push(option, String::new());
    }
    for item in outline.items.iter().filter(|_| dialect != Dialect::Edition) {
        match item.kind {
            ItemKind::Group => edits.group(text, &outline, item)?,
            ItemKind::Field => edits.field_in_edition(text, item),
            _ => {}
        }
    }
    Some(edits.apply(text))
}

/// Returns the file options that were removed in an edition.
fn removed_options(text: &str, outline: &Outline, edition: &str) -> Vec<Span> {
    let removed: &[&str] = match edition {
        "2024" => &["java_multiple_files"],
        "2026" => &["java_multiple_files", "cc_enable_arenas"],
        _ => &[],
    };
    let is_removed = |it: &&OutlineItem| it.kind == ItemKind::Option && removed.contains(&&text[it.name.clone()]);
    outline.items.iter().filter(is_removed).map(|it| it.span.clone()).collect()
}

/// Returns the file in proto2, or `None` if it is not proto3. Fields without a label become `optional`.
pub(crate) fn to_proto2(text: &str) -> Option<String> {
    let outline = Outline::of(text);
    let mut edits = Edits::default();
    edits.syntax(&outline, "syntax = \"proto2\";");
    for item in outline.items.iter().filter(|it| it.kind == ItemKind::Field && it.label.is_none()) {
        let in_oneof = outline.parent(item).is_some_and(|it| it.kind == ItemKind::Oneof);
        if !in_oneof && !text[item.ty.clone()].starts_with("map") {
            edits.push(item.ty.start..item.ty.start, "optional ".into());
        }
    }
    (Dialect::of(text, &outline) == Dialect::Proto3).then(|| edits.apply(text))
}

/// Returns the file in proto3, or `None` if it is not proto2 or has groups. Removes labels, defaults and extension ranges.
pub(crate) fn to_proto3(text: &str, random: &mut Random) -> Option<String> {
    let outline = Outline::of(text);
    let mut edits = Edits::default();
    edits.syntax(&outline, "syntax = \"proto3\";");
    for item in &outline.items {
        match (item.kind, &item.label) {
            (ItemKind::Group, _) => return None,
            (ItemKind::Extensions, _) => edits.push(item.span.clone(), String::new()),
            (ItemKind::Field, Some(label)) => {
                let written = &text[label.clone()];
                if written == "required" || written == "optional" && random.chance(2) {
                    edits.push(label.clone(), String::new());
                }
            }
            _ => {}
        }
        if let (ItemKind::Field, Some(options)) = (item.kind, &item.options)
            && text[options.clone()].contains("default")
        {
            edits.push(options.start - 1..options.end + 1, String::new());
        }
    }
    (Dialect::of(text, &outline) == Dialect::Proto2).then(|| edits.apply(text))
}

/// Replacements in a text that do not overlap.
#[derive(Default)]
struct Edits(Vec<(Span, String)>);

impl Edits {
    fn push(&mut self, span: Span, with: String) {
        self.0.push((span, with));
    }

    fn syntax(&mut self, outline: &Outline, with: &str) {
        match outline.items.iter().find(|it| it.kind == ItemKind::Syntax) {
            Some(syntax) => self.push(syntax.span.clone(), with.into()),
            None => self.push(0..0, format!("{with}\n")),
        }
    }

    fn after_package(&mut self, outline: &Outline, statement: &str) {
        if let Some(package) = outline.items.iter().find(|it| it.kind == ItemKind::Package) {
            self.push(package.span.end..package.span.end, format!("\n{statement}"));
        }
    }

    /// Converts labels and `packed` to features.
    fn field_in_edition(&mut self, text: &str, field: &OutlineItem) {
        let required = field.label.as_ref().is_some_and(|it| &text[it.clone()] == "required");
        if let Some(label) = field.label.clone().filter(|it| &text[it.clone()] != "repeated") {
            self.push(label, String::new());
        }
        if let Some(options) = &field.options {
            for (span, with) in packed(text, options) {
                self.push(span, with.into());
            }
        }
        if required {
            let feature = "features.field_presence = LEGACY_REQUIRED";
            match &field.options {
                Some(options) => self.push(options.start..options.start, format!("{feature}, ")),
                None => self.push(field.number.end..field.number.end, format!(" [{feature}]")),
            }
        }
    }

    /// Converts `group G = 1 { … }` to a message and a delimited field.
    fn group(&mut self, text: &str, outline: &Outline, group: &OutlineItem) -> Option<()> {
        let in_message = outline.parent(group).is_some_and(|it| matches!(it.kind, ItemKind::Message | ItemKind::Group));
        let body = group.body.clone().filter(|_| in_message)?;
        let name = &text[group.name.clone()];
        let label = group.label.clone().map_or("", |it| &text[it]);
        let label = if label == "repeated" { "repeated " } else { "" };
        let options = group.options.clone().map_or(String::new(), |it| format!(", {}", &text[it]));
        self.push(group.span.start..group.name.start, "message ".into());
        self.push(group.name.end..body.start, " {".into());
        let field = name.to_lowercase();
        let number = &text[group.number.clone()];
        let feature = "features.message_encoding = DELIMITED";
        self.push(group.span.end..group.span.end, format!(" {label}{name} {field} = {number} [{feature}{options}];"));
        Some(())
    }

    fn apply(mut self, text: &str) -> String {
        self.0.sort_by_key(|(span, _)| (span.start, span.end));
        let mut text = text.to_owned();
        // Insertions at the same position keep the order in which they were added.
        for (span, with) in self.0.iter().rev() {
            text.replace_range(span.clone(), with);
        }
        text
    }
}

/// Returns the edits that convert `packed` in a list of options to the feature.
fn packed(text: &str, options: &Span) -> Vec<(Span, &'static str)> {
    let at = |span: &Span| options.start + span.start..options.start + span.end;
    let tokens = tokens::tokens(&text[options.clone()]);
    let word = |index: usize| tokens.get(index).map_or("", |it| &text[at(&it.span)]);
    let mut found = Vec::new();
    for index in 0..tokens.len() {
        if (word(index), word(index + 1)) == ("packed", "=") {
            let encoding = if word(index + 2) == "true" { "PACKED" } else { "EXPANDED" };
            found.push((at(&tokens[index].span), "features.repeated_field_encoding"));
            found.push((at(&tokens[index + 2].span), encoding));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROTO2: &str = "syntax = \"proto2\"; package p;\nmessage M { required int32 a = 1; optional int32 b = 2; \
                          repeated int32 c = 3 [packed = true]; optional group G = 4 { optional int32 d = 1; } }\n";

    #[test]
    fn proto2_becomes_an_edition() {
        let text = to_edition(PROTO2, "2023", &mut Random::new(1)).expect("its group is in a message");
        assert!(text.starts_with("edition = \"2023\"; package p;\noption features."), "{text}");
        assert!(text.contains("int32 a = 1 [features.field_presence = LEGACY_REQUIRED];"), "{text}");
        assert!(text.contains("[features.repeated_field_encoding = PACKED]"), "{text}");
        assert!(
            text.contains("message G {  int32 d = 1; } G g = 4 [features.message_encoding = DELIMITED];"),
            "{text}"
        );
        assert!(!text.contains("optional"), "{text}");
    }

    #[test]
    fn proto3_becomes_proto2_and_comes_back() {
        let text = "syntax = \"proto3\"; message M { string a = 1; oneof o { int32 b = 2; } map<int32, int32> c = 3; }";
        let two = to_proto2(text).expect("it is proto3");
        assert_eq!(two, text.replace("proto3", "proto2").replace("string a", "optional string a"));
        assert!(to_proto3(&two, &mut Random::new(1)).is_some_and(|it| it.contains("proto3")));
        assert_eq!(to_proto2(&two), None);
    }
}
