//! Randomly generated schemas and changes.

use std::collections::BTreeMap;
use std::fmt::Write as _;

/// A small random generator with a seed.
pub(super) struct Draw(pub(super) u64);

impl Draw {
    pub(super) fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % bound as u64) as usize
    }
}

/// Files with declarations that can be dropped, changed and restored.
#[derive(Clone, Default)]
pub(super) struct DrawnFiles {
    /// The files by number.
    files: BTreeMap<usize, File>,
}

#[derive(Clone, Default)]
struct File {
    package: usize,
    edition: bool,
    fields: BTreeMap<usize, (usize, usize)>,
    inner: BTreeMap<usize, usize>,
    values: BTreeMap<usize, usize>,
    methods: BTreeMap<usize, usize>,
    /// `true` if the type that other files use is an enum.
    shared_is_enum: bool,
    has_extension: bool,
}

impl DrawnFiles {
    /// Makes random changes like those of a person.
    pub(super) fn change(&mut self, draw: &mut Draw) {
        for _ in 0..1 + draw.below(4) {
            let number = draw.below(4);
            if draw.below(12) == 0 {
                self.files.remove(&number);
                continue;
            }
            let file = self.files.entry(number).or_default();
            let key = 1 + draw.below(6);
            let one = draw.below(8);
            let two = draw.below(3);
            match draw.below(11) {
                0 => file.package = draw.below(3),
                1 => file.edition = !file.edition,
                2 => file.shared_is_enum = !file.shared_is_enum,
                3 => file.has_extension = !file.has_extension,
                4 => drop(file.fields.remove(&key)),
                5 => drop(file.inner.insert(key, one)),
                6 => drop(file.values.insert(key, two)),
                7 => drop(file.values.remove(&key)),
                8 => drop(file.methods.insert(key, one)),
                _ => drop(file.fields.insert(key, (one, two))),
            }
        }
    }

    /// Returns the texts by path.
    pub(super) fn files(&self) -> BTreeMap<String, String> {
        self.files
            .iter()
            .map(|(number, file)| (format!("dir{}/f{number}.proto", number % 2), self.text(*number, file)))
            .collect()
    }

    fn text(&self, number: usize, file: &File) -> String {
        let mut text = String::from(if file.edition { "edition = \"2023\";\n" } else { "syntax = \"proto3\";\n" });
        writeln!(text, "package {};", package(file)).unwrap();
        // A file imports only files with lower numbers, so that there is no cycle.
        let imports: Vec<(&usize, &File)> = self.files.range(..number).collect();
        for (other, _) in &imports {
            writeln!(text, "import \"dir{}/f{other}.proto\";", *other % 2).unwrap();
        }
        let shared = if file.shared_is_enum {
            format!("enum Shared{number} {{ S{number}_ZERO = 0; }}\n")
        } else {
            format!("message Shared{number} {{}}\n")
        };
        text.push_str(&shared);
        writeln!(text, "message M{number} {{").unwrap();
        for (field, (ty, name)) in &file.fields {
            writeln!(
                text,
                "  {} = {field}{};",
                self.field(number, *field, *ty, *name, &imports),
                options(file, *field, *ty)
            )
            .unwrap();
        }
        writeln!(text, "  message Inner {{").unwrap();
        for (field, ty) in &file.inner {
            writeln!(text, "    {} = {field};", self.field(number, *field, *ty, 0, &imports)).unwrap();
        }
        writeln!(text, "  }}").unwrap();
        if file.edition {
            text.push_str("  extensions 100 to 199;\n");
        }
        writeln!(text, "}}\nenum E{number} {{\n  E{number}_ZERO = 0;").unwrap();
        for (value, name) in &file.values {
            writeln!(
                text,
                "  E{number}_V{value}_{name} = {};",
                if *name == 2 { -(*value as i32) } else { *value as i32 }
            )
            .unwrap();
        }
        writeln!(text, "}}\nservice S{number} {{").unwrap();
        for (method, kind) in &file.methods {
            let (client, server) =
                (if kind & 1 == 1 { "stream " } else { "" }, if kind & 2 == 2 { "stream " } else { "" });
            writeln!(text, "  rpc R{method}({client}M{number}) returns ({server}M{number}.Inner);").unwrap();
        }
        text.push_str("}\n");
        if file.edition && file.has_extension {
            writeln!(text, "extend M{number} {{ Shared{number} x{number} = 100; }}").unwrap();
        }
        text
    }

    /// Returns a field declaration without its number, such as `int64 field_1_0`. Types are written in different ways.
    fn field(&self, number: usize, field: usize, ty: usize, name: usize, imports: &[(&usize, &File)]) -> String {
        let name = format!("field_{field}_{name}");
        let other = imports.last().map(|(other, file)| format!("{}.Shared{other}", package(file)));
        match ty {
            0 => format!("repeated string {name}"),
            1 => format!("map<int32, M{number}> {name}"),
            2 => format!("M{number}.Inner {name}"),
            3 => format!("E{number} {name}"),
            4 => format!("{} {name}", other.unwrap_or_else(|| "bytes".to_owned())),
            5 => format!(".{}.Shared{number} {name}", package(&self.files[&number])),
            6 => format!("repeated Inner {name}").replace("Inner", &format!("M{number}.Inner")),
            _ => format!("int64 {name}"),
        }
    }
}

fn package(file: &File) -> &'static str {
    ["a", "a.b", "c.v1"][file.package]
}

/// Returns options with features that change the encoding of a message.
fn options(file: &File, field: usize, ty: usize) -> &'static str {
    match (file.edition, ty, field % 3) {
        (true, 2, 0) => " [features.message_encoding = DELIMITED]",
        (true, 2, 1) => " [features = { message_encoding: DELIMITED }]",
        (true, 7, 0) => " [features.field_presence = LEGACY_REQUIRED, json_name = \"other\"]",
        _ => "",
    }
}
