//! Examples of the changes, from which `docs/registries.md` is generated.

use crate::Change;

/// Two versions of a file that differ by one change, and by what the change implies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Example {
    /// The change from the old to the new version.
    pub change: Change,
    /// The syntax or edition statement of both versions.
    pub syntax: [&'static str; 2],
    /// The declarations of the old and of the new version, in package `p` unless they declare another.
    pub body: [&'static str; 2],
    /// The imported file `b.proto` of both versions; empty for none.
    pub import: [&'static str; 2],
}

const PROTO2: [&str; 2] = ["syntax = \"proto2\";"; 2];
const PROTO3: [&str; 2] = ["syntax = \"proto3\";"; 2];
const EDITION: [&str; 2] = ["edition = \"2023\";"; 2];

const fn in_syntax(syntax: [&'static str; 2], change: Change, old: &'static str, new: &'static str) -> Example {
    Example { change, syntax, body: [old, new], import: [""; 2] }
}

const fn of(change: Change, old: &'static str, new: &'static str) -> Example {
    in_syntax(PROTO3, change, old, new)
}

impl Example {
    /// Returns the files of a version: 0 for the old one, 1 for the new one.
    pub fn files(&self, version: usize) -> Vec<(String, String)> {
        let syntax = self.syntax[version];
        let body = self.body[version];
        let import = self.import[version];
        let package = if body.starts_with("package ") { "" } else { "package p;" };
        let statement = if import.is_empty() { "" } else { "import \"b.proto\";" };
        let mut files = vec![("a.proto".to_owned(), format!("{syntax} {package} {statement} {body}"))];
        if !import.is_empty() {
            files.push(("b.proto".to_owned(), format!("{syntax} {import}")));
        }
        files
    }
}

/// The examples, in the order of [`Change::ALL`].
pub const EXAMPLES: &[Example] = &[
    of(Change::PackageChanged, "package p; message A { int32 a = 1; }", "package q; message A { int32 a = 1; }"),
    of(Change::PackageOfNoMessageChanged, "package p; enum E { Z = 0; }", "package q; enum E { Z = 0; }"),
    in_syntax(
        [PROTO3[0], PROTO2[0]],
        Change::SyntaxChanged,
        "message A { optional int32 a = 1; }",
        "message A { optional int32 a = 1; }",
    ),
    of(Change::MessageAdded, "message A { int32 a = 1; }", "message A { int32 a = 1; } message B { int32 b = 1; }"),
    of(Change::MessageRemoved, "message A { int32 a = 1; } message B { int32 b = 1; }", "message A { int32 a = 1; }"),
    of(Change::EmptyMessageRemoved, "message A { int32 a = 1; } message B {}", "message A { int32 a = 1; }"),
    Example {
        import: ["", "package p; message B { int32 b = 1; }"],
        ..of(
            Change::MessageMovedToImport,
            "message A { B b = 1; } message B { int32 b = 1; }",
            "message A { B b = 1; }",
        )
    },
    of(
        Change::MessageReordered,
        "message A { int32 a = 1; } message B { int32 b = 1; }",
        "message B { int32 b = 1; } message A { int32 a = 1; }",
    ),
    of(Change::EnumAdded, "message A {}", "message A {} enum E { Z = 0; }"),
    of(Change::EnumRemoved, "message A {} enum E { Z = 0; }", "message A {}"),
    of(Change::EnumValueAdded, "enum E { Z = 0; }", "enum E { Z = 0; Y = 1; }"),
    of(
        Change::EnumValueRemoved,
        "message A { E e = 1; } enum E { Z = 0; Y = 1; }",
        "message A { E e = 1; } enum E { Z = 0; reserved 1; }",
    ),
    of(
        Change::EnumValueRenamed,
        "message A { E e = 1; } enum E { Z = 0; Y = 1; }",
        "message A { E e = 1; } enum E { Z = 0; X = 1; }",
    ),
    of(
        Change::EnumValueNumberChanged,
        "message A { E e = 1; } enum E { Z = 0; Y = 1; }",
        "message A { E e = 1; } enum E { Z = 0; Y = 2; }",
    ),
    of(Change::FieldAdded, "message A { int32 a = 1; }", "message A { int32 a = 1; int32 b = 2; }"),
    in_syntax(
        PROTO2,
        Change::RequiredFieldAdded,
        "message A { optional int32 a = 1; }",
        "message A { optional int32 a = 1; required int32 b = 2; }",
    ),
    in_syntax(
        [PROTO3[0], PROTO2[0]],
        Change::RequiredFieldAddedToOtherSyntax,
        "message A { optional int32 a = 1; }",
        "message A { optional int32 a = 1; required int32 b = 2; }",
    ),
    in_syntax(
        EDITION,
        Change::LegacyRequiredFieldAdded,
        "message A { int32 a = 1; }",
        "message A { int32 a = 1; int32 b = 2 [features.field_presence = LEGACY_REQUIRED]; }",
    ),
    of(Change::FieldRemoved, "message A { int32 a = 1; int32 b = 2; }", "message A { int32 a = 1; }"),
    of(
        Change::FieldRemovedAndReserved,
        "message A { int32 a = 1; int32 b = 2; }",
        "message A { int32 a = 1; reserved 2; reserved \"b\"; }",
    ),
    in_syntax(
        PROTO2,
        Change::RequiredFieldRemoved,
        "message A { optional int32 a = 1; required int32 b = 2; }",
        "message A { optional int32 a = 1; reserved 2; reserved \"b\"; }",
    ),
    in_syntax(
        EDITION,
        Change::LegacyRequiredFieldRemoved,
        "message A { int32 a = 1; int32 b = 2 [features.field_presence = LEGACY_REQUIRED]; }",
        "message A { int32 a = 1; reserved 2; reserved b; }",
    ),
    of(
        Change::MapFieldRemoved,
        "message A { int32 a = 1; map<string, int32> m = 2; }",
        "message A { int32 a = 1; reserved 2; reserved \"m\"; }",
    ),
    of(Change::FieldRenamed, "message A { int32 a = 1; }", "message A { int32 b = 1; }"),
    of(Change::MapFieldRenamed, "message A { map<string, int32> m = 1; }", "message A { map<string, int32> n = 1; }"),
    of(Change::FieldNumberChanged, "message A { int32 a = 1; }", "message A { int32 a = 2; }"),
    of(Change::ScalarTypeOfSameGroup, "message A { int32 a = 1; }", "message A { int64 a = 1; }"),
    of(Change::ScalarTypeOfOtherGroup, "message A { int32 a = 1; }", "message A { string a = 1; }"),
    of(
        Change::EnumTypeChanged,
        "message A { E e = 1; } enum E { Z = 0; } enum F { Y = 0; }",
        "message A { F e = 1; } enum E { Z = 0; } enum F { Y = 0; }",
    ),
    of(
        Change::KindChanged,
        "message A { int32 a = 1; } message B { int32 b = 1; }",
        "message A { B a = 1; } message B { int32 b = 1; }",
    ),
    of(
        Change::MapBecameMessage,
        "message A { map<string, int32> m = 1; }",
        "message A { message MEntry { string key = 1; int32 value = 2; } repeated MEntry m = 1; }",
    ),
    of(
        Change::MessageTypeOfOtherName,
        "message A { B a = 1; } message B { int32 b = 1; } message C { int32 b = 1; }",
        "message A { C a = 1; } message B { int32 b = 1; } message C { int32 b = 1; }",
    ),
    of(
        Change::MessageTypeOfOtherScope,
        "message A { B a = 1; } message B { int32 b = 1; } message C { message B { int32 b = 1; } }",
        "message A { C.B a = 1; } message B { int32 b = 1; } message C { message B { int32 b = 1; } }",
    ),
    Example {
        import: ["package q; message B { int32 b = 1; }", "package r; message B { int32 b = 1; }"],
        ..of(Change::MessageTypeOfOtherPackage, "message A { q.B a = 1; }", "message A { r.B a = 1; }")
    },
    in_syntax(
        PROTO2,
        Change::NumericLabelChanged,
        "message A { optional int32 a = 1; }",
        "message A { repeated int32 a = 1; }",
    ),
    of(Change::NumericUnlabelledChanged, "message A { int32 a = 1; }", "message A { repeated int32 a = 1; }"),
    of(Change::TextRepeatedChanged, "message A { repeated string a = 1; }", "message A { string a = 1; }"),
    of(Change::MessageRepeatedChanged, "message A { repeated A a = 1; }", "message A { A a = 1; }"),
    in_syntax(
        PROTO2,
        Change::NumericBecameRequired,
        "message A { optional int32 a = 1; }",
        "message A { required int32 a = 1; }",
    ),
    in_syntax(
        PROTO2,
        Change::OtherBecameRequired,
        "message A { optional string a = 1; }",
        "message A { required string a = 1; }",
    ),
    in_syntax(
        PROTO2,
        Change::NumericNoLongerRequired,
        "message A { required int32 a = 1; }",
        "message A { optional int32 a = 1; }",
    ),
    in_syntax(
        PROTO2,
        Change::OtherNoLongerRequired,
        "message A { required string a = 1; }",
        "message A { optional string a = 1; }",
    ),
    in_syntax(
        EDITION,
        Change::BecameLegacyRequired,
        "message A { int32 a = 1; }",
        "message A { int32 a = 1 [features.field_presence = LEGACY_REQUIRED]; }",
    ),
    of(Change::PresenceChanged, "message A { int32 a = 1; }", "message A { optional int32 a = 1; }"),
    of(Change::OneofAdded, "message A { int32 b = 2; }", "message A { oneof o { int32 a = 1; } int32 b = 2; }"),
    of(Change::OneofRemoved, "message A { oneof o { int32 a = 1; } }", "message A { int32 a = 1; }"),
    of(
        Change::OneofFieldAdded,
        "message A { oneof o { int32 a = 1; } }",
        "message A { oneof o { int32 a = 1; int32 b = 2; } }",
    ),
    of(
        Change::OneofFieldRemoved,
        "message A { oneof o { int32 a = 1; int32 b = 2; } }",
        "message A { oneof o { int32 a = 1; } reserved 2; reserved \"b\"; }",
    ),
    of(
        Change::RemovedWithPartOfOneof,
        "message A { oneof o { int32 a = 1; int32 b = 2; } }",
        "message A { int32 a = 1; reserved 2; reserved \"b\"; }",
    ),
    of(
        Change::RemovedWithOneof,
        "message A { oneof o { int32 a = 1; } int32 b = 2; }",
        "message A { int32 b = 2; reserved 1; reserved \"a\"; }",
    ),
    of(
        Change::MovedOutOfOneof,
        "message A { oneof o { int32 a = 1; int32 b = 2; } }",
        "message A { oneof o { int32 a = 1; } int32 b = 2; }",
    ),
    of(
        Change::MovedOutOfRemovedOneof,
        "message A { oneof o { int32 a = 1; int32 b = 2; } }",
        "message A { int32 a = 1; int32 b = 2; }",
    ),
    of(Change::MovedToOtherOneof, "message A { oneof o { int32 a = 1; } }", "message A { oneof q { int32 a = 1; } }"),
    of(Change::FieldMovedToNewOneof, "message A { int32 a = 1; }", "message A { oneof o { int32 a = 1; } }"),
    of(
        Change::FieldMovedToExistingOneof,
        "message A { oneof o { int32 a = 1; } int32 b = 2; }",
        "message A { oneof o { int32 a = 1; int32 b = 2; } }",
    ),
    of(
        Change::MultipleFieldsMovedToOneof,
        "message A { int32 a = 1; int32 b = 2; }",
        "message A { oneof o { int32 a = 1; int32 b = 2; } }",
    ),
    of(
        Change::OneofsMerged,
        "message A { oneof o { int32 a = 1; } oneof q { int32 b = 2; } }",
        "message A { oneof o { int32 a = 1; int32 b = 2; } }",
    ),
    of(Change::ReservationAdded, "message A { int32 a = 1; }", "message A { int32 a = 1; reserved 5; }"),
    of(Change::ReservationRemoved, "message A { int32 a = 1; reserved 5; }", "message A { int32 a = 1; }"),
    of(
        Change::ReservedUsed,
        "message A { int32 a = 1; reserved 5; }",
        "message A { int32 a = 1; int32 b = 5; reserved 6; }",
    ),
    of(
        Change::MethodAdded,
        "message A {} service S { rpc Get(A) returns (A); }",
        "message A {} service S { rpc Get(A) returns (A); rpc Put(A) returns (A); }",
    ),
    of(Change::MethodRemoved, "message A {} service S { rpc Get(A) returns (A); }", "message A {} service S {}"),
    of(
        Change::MethodSignatureChanged,
        "message A {} service S { rpc Get(A) returns (A); }",
        "message A {} service S { rpc Get(A) returns (stream A); }",
    ),
    in_syntax(
        PROTO2,
        Change::DefaultChanged,
        "message A { optional int32 a = 1 [default = 1]; }",
        "message A { optional int32 a = 1 [default = 2]; }",
    ),
    of(Change::JsonNameChanged, "message A { int32 a = 1; }", "message A { int32 a = 1 [json_name = \"b\"]; }"),
    of(
        Change::PackedChanged,
        "message A { repeated int32 a = 1; }",
        "message A { repeated int32 a = 1 [packed = false]; }",
    ),
    in_syntax(
        PROTO2,
        Change::ExtensionRemoved,
        "message A { extensions 100 to 200; } extend A { optional int32 x = 100; }",
        "message A { extensions 100 to 200; }",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Registry, RegistryMode, differences, facts};
    use protoward_compiler::Compiler;
    use protoward_schema::Schema;
    use protoward_source::{Directions, MemoryTree, Report, Sources};

    fn schema(example: &Example, version: usize) -> Schema {
        let files = example.files(version);
        let mut sources = Sources::default();
        let tree = MemoryTree::new(files.iter().map(|(path, text)| (path.as_str(), text.as_str())));
        let loaded = Compiler::new().resolver(tree).load(["a.proto"], &mut sources);
        let linked = loaded.link(&sources);
        let report: &Report = linked.report();
        assert!(!report.has_errors(), "{example:?}: {report:?}");
        linked.schema()
    }

    /// The verdicts as the sources of the registries give them, written by hand: of Confluent, Apicurio and Redpanda, each in
    /// `BACKWARD` and in `FORWARD`.
    const EXPECTED: &[(Change, &str)] = &[
        (Change::PackageChanged, "nn yy nn"),
        (Change::PackageOfNoMessageChanged, "nn yy yy"),
        (Change::SyntaxChanged, "yy yy yy"),
        (Change::MessageAdded, "yn yn yn"),
        (Change::MessageRemoved, "ny ny ny"),
        (Change::EmptyMessageRemoved, "ny yy ny"),
        (Change::MessageMovedToImport, "ny ny yy"),
        (Change::MessageReordered, "yy yy yy"),
        (Change::EnumAdded, "yy yy yy"),
        (Change::EnumRemoved, "yy yy yy"),
        (Change::EnumValueAdded, "yy yn yy"),
        (Change::EnumValueRemoved, "yy ny yy"),
        (Change::EnumValueRenamed, "yy nn yy"),
        (Change::EnumValueNumberChanged, "yy nn yy"),
        (Change::FieldAdded, "yy yn yy"),
        (Change::RequiredFieldAdded, "nn nn nn"),
        (Change::RequiredFieldAddedToOtherSyntax, "nn yn nn"),
        (Change::LegacyRequiredFieldAdded, "yy yn nn"),
        (Change::FieldRemoved, "yy ny yy"),
        (Change::FieldRemovedAndReserved, "yy yn yy"),
        (Change::RequiredFieldRemoved, "nn yn nn"),
        (Change::LegacyRequiredFieldRemoved, "yy yn nn"),
        (Change::MapFieldRemoved, "yy nn ny"),
        (Change::FieldRenamed, "yy nn yy"),
        (Change::MapFieldRenamed, "yy nn nn"),
        (Change::FieldNumberChanged, "yy nn yy"),
        (Change::ScalarTypeOfSameGroup, "yy nn yy"),
        (Change::ScalarTypeOfOtherGroup, "nn nn nn"),
        (Change::EnumTypeChanged, "yy nn yy"),
        (Change::KindChanged, "nn nn nn"),
        (Change::MapBecameMessage, "nn yy yy"),
        (Change::MessageTypeOfOtherName, "nn nn nn"),
        (Change::MessageTypeOfOtherScope, "nn nn yy"),
        (Change::MessageTypeOfOtherPackage, "yy nn yy"),
        (Change::NumericLabelChanged, "nn nn yy"),
        (Change::NumericUnlabelledChanged, "yy nn yy"),
        (Change::TextRepeatedChanged, "yy nn yy"),
        (Change::MessageRepeatedChanged, "yy nn yy"),
        (Change::NumericBecameRequired, "nn nn ny"),
        (Change::OtherBecameRequired, "yy nn ny"),
        (Change::NumericNoLongerRequired, "nn nn yn"),
        (Change::OtherNoLongerRequired, "yy nn yn"),
        (Change::BecameLegacyRequired, "yy yy ny"),
        (Change::PresenceChanged, "yy yy yy"),
        (Change::OneofAdded, "yy yn yy"),
        (Change::OneofRemoved, "yy yy yy"),
        (Change::OneofFieldAdded, "yn yn yn"),
        (Change::OneofFieldRemoved, "ny yn ny"),
        (Change::RemovedWithPartOfOneof, "ny yn yy"),
        (Change::RemovedWithOneof, "yy yn yy"),
        (Change::MovedOutOfOneof, "yn yy ny"),
        (Change::MovedOutOfRemovedOneof, "yn yy yn"),
        (Change::MovedToOtherOneof, "yy yy yy"),
        (Change::FieldMovedToNewOneof, "yy yy yy"),
        (Change::FieldMovedToExistingOneof, "ny yy yn"),
        (Change::MultipleFieldsMovedToOneof, "ny yy ny"),
        (Change::OneofsMerged, "ny yy yy"),
        (Change::ReservationAdded, "yy yn yy"),
        (Change::ReservationRemoved, "yy ny yy"),
        (Change::ReservedUsed, "yy nn yy"),
        (Change::MethodAdded, "yy yn yy"),
        (Change::MethodRemoved, "yy ny yy"),
        (Change::MethodSignatureChanged, "yy nn yy"),
        (Change::DefaultChanged, "yy yy yy"),
        (Change::JsonNameChanged, "yy yy yy"),
        (Change::PackedChanged, "yy yy yy"),
        (Change::ExtensionRemoved, "yy yy yy"),
    ];

    /// Returns `true` if a registry accepts an example in a mode.
    fn accepts(registry: Registry, directions: Directions, old: &Schema, new: &Schema) -> bool {
        let mode = RegistryMode { registry, directions, is_transitive: false };
        mode.judge(old, new, "a.proto").iter().all(|judgment| judgment.fact.is_accepted)
    }

    #[test]
    fn each_registry_says_what_its_source_says_of_each_change() {
        let changes: Vec<Change> = EXPECTED.iter().map(|(change, _)| *change).collect();
        assert_eq!(changes, Change::ALL);
        assert_eq!(EXAMPLES.iter().map(|example| example.change).collect::<Vec<_>>(), Change::ALL);
        let mut wrong = Vec::new();
        for (example, (_, expected)) in EXAMPLES.iter().zip(EXPECTED) {
            let [old, new] = [0, 1].map(|version| schema(example, version));
            let words = Registry::ALL.map(|registry| {
                let [backward, forward, full] = [Directions::BACKWARD, Directions::FORWARD, Directions::FULL]
                    .map(|directions| accepts(registry, directions, &old, &new));
                assert_eq!(full, backward && forward, "{example:?}");
                [backward, forward].map(|it| if it { "y" } else { "n" }).concat()
            });
            if words.join(" ") != *expected {
                wrong.push(format!("{:?}: {} instead of {expected}", example.change, words.join(" ")));
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn each_example_has_its_change_and_no_unchanged_file_has_any() {
        for example in EXAMPLES {
            let [old, new] = [0, 1].map(|version| schema(example, version));
            let found = |a: &Schema, b: &Schema| -> Vec<Change> {
                let [was, is] = [a, b].map(|schema| schema.find_file("a.proto").expect("it is compiled"));
                differences((a, was), (b, is)).iter().map(|difference| difference.change).collect()
            };
            assert!(found(&old, &new).contains(&example.change), "{:?}: {:?}", example.change, found(&old, &new));
            assert_eq!(found(&old, &old), [], "{:?}", example.change);
        }
    }

    #[test]
    fn each_registry_has_a_fact_of_each_change() {
        for registry in Registry::ALL {
            let changes: Vec<Change> = facts(registry).iter().map(|fact| fact.change).collect();
            assert_eq!(changes, Change::ALL, "{registry:?}");
            for fact in facts(registry) {
                assert!(!fact.reason.is_empty() && !fact.source.is_empty(), "{fact:?}");
                assert!(fact.is_accepted || !fact.name.is_empty(), "{fact:?}");
            }
        }
    }

    #[test]
    fn messages_of_imported_files_count_for_registries_that_follow_references() {
        let import = |fields: &'static str| Example {
            import: ["package q; message B { int32 b = 1; }", fields],
            ..of(Change::FieldAdded, "message A { q.B a = 1; }", "message A { q.B a = 1; }")
        };
        let broken = import("package q; message B { string b = 1; }");
        let [old, new] = [0, 1].map(|version| schema(&broken, version));
        let accepted = Registry::ALL.map(|registry| accepts(registry, Directions::BACKWARD, &old, &new));
        assert_eq!(accepted, [false, true, false]);
    }

    #[test]
    fn ignores_unwritten_labels_as_confluent() {
        let example = in_syntax(
            [PROTO2[0], PROTO3[0]],
            Change::OtherNoLongerRequired,
            "message A { required int32 a = 1; }",
            "message A { int32 a = 1; }",
        );
        let [old, new] = [0, 1].map(|version| schema(&example, version));
        assert_eq!(Registry::ALL.map(|it| accepts(it, Directions::BACKWARD, &old, &new)), [true, false, true]);
        assert_eq!(Registry::ALL.map(|it| accepts(it, Directions::FORWARD, &old, &new)), [true, false, false]);
    }

    #[test]
    fn compares_recursive_messages_once() {
        let example = of(
            Change::ScalarTypeOfOtherGroup,
            "message A { A a = 1; B b = 2; } message B { A a = 1; int32 c = 2; }",
            "message A { A a = 1; B b = 2; } message B { A a = 1; string c = 2; }",
        );
        let [old, new] = [0, 1].map(|version| schema(&example, version));
        let mode: RegistryMode = "confluent".parse().expect("it is a registry");
        assert_eq!(mode.judge(&old, &new, "a.proto").len(), 1);
        assert_eq!(mode.judge(&old, &new, "other.proto"), []);
    }
}
