use super::Generator;
use crate::proto_model::{Edition, Node, StatementKind};

impl Generator {
    /// Draws features of the file, and records their effect on its declarations.
    pub(super) fn file_features(&mut self) -> Vec<Node> {
        let edition = self.current.edition;
        self.current.implicit = edition == Edition::Proto3;
        self.current.closed_enums = edition.is_proto2();
        self.current.styled = edition >= Edition::E2024;
        self.current.strict = edition == Edition::E2026;
        if !edition.has_features() {
            return Vec::new();
        }
        let mut set = Vec::new();
        if self.chance(5) {
            self.current.implicit = true;
            set.push(("field_presence", "IMPLICIT"));
        } else if self.chance(6) {
            set.push(("field_presence", "EXPLICIT"));
        }
        if self.chance(5) {
            self.current.closed_enums = true;
            set.push(("enum_type", "CLOSED"));
        }
        if self.chance(5) {
            self.current.delimited = true;
            set.push(("message_encoding", "DELIMITED"));
        }
        if self.chance(5) {
            set.push(("repeated_field_encoding", self.pick(&["PACKED", "EXPANDED"])));
        }
        if self.chance(5) {
            set.push(("utf8_validation", self.pick(&["VERIFY", "NONE"])));
        }
        if self.chance(6) {
            set.push(("json_format", self.pick(&["ALLOW", "LEGACY_BEST_EFFORT"])));
        }
        if edition >= Edition::E2024 {
            self.later_features(&mut set);
        }
        self.feature_statements(&set)
    }

    fn later_features(&mut self, set: &mut Vec<(&'static str, &'static str)>) {
        if self.words.is_some() || !self.chance(3) {
            self.current.styled = false;
            set.push(("enforce_naming_style", "STYLE_LEGACY"));
        } else if self.chance(4) {
            set.push(("enforce_naming_style", "STYLE2024"));
        }
        if self.chance(3) {
            let value = self.pick(&["EXPORT_ALL", "EXPORT_TOP_LEVEL", "LOCAL_ALL", "STRICT"]);
            self.current.local = value == "LOCAL_ALL";
            self.current.strict = value == "STRICT";
            set.push(("default_symbol_visibility", value));
        }
    }

    /// Writes the features one by one, or all in one message.
    fn feature_statements(&mut self, set: &[(&str, &str)]) -> Vec<Node> {
        if self.chance(4) && !set.is_empty() {
            let all: Vec<String> = set.iter().map(|(name, value)| format!("{name}: {value}")).collect();
            return vec![Node::valued(
                StatementKind::Option,
                "features",
                format!("{{ {} }}", all.join(self.pick(&[" ", ", ", "; "]))),
            )];
        }
        set.iter()
            .map(|(name, value)| Node::valued(StatementKind::Option, format!("features.{name}"), *value))
            .collect()
    }

    /// Returns features that do not affect the choices of this generator.
    pub(super) fn harmless_features(&mut self, kind: &str) -> Vec<(String, String)> {
        let mut set = Vec::new();
        if !self.current.edition.has_features() || !self.chance(6) {
            return set;
        }
        match kind {
            "MessageOptions" | "EnumOptions" => {
                let value = self.pick(&["ALLOW", "LEGACY_BEST_EFFORT"]);
                set.push(("features.json_format".into(), value.into()));
            }
            _ => {}
        }
        if self.current.edition >= Edition::E2024 && !self.current.styled && self.chance(2) {
            set.push(("features.enforce_naming_style".into(), "STYLE_LEGACY".into()));
        }
        set
    }
}
