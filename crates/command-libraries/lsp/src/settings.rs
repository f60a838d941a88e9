//! The settings of the editor: `{"against": "git:main", "lint": {"enable": false}}`.

use protoward_source::nearest;
use serde_json::Value;

/// The names of settings. The extension for VS Code reads `path` and `trace`.
const NAMES: [&str; 4] = ["against", "lint", "path", "trace"];

/// The settings of the editor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Settings {
    /// The baseline in place of the configured one.
    pub(crate) against: Option<String>,
    /// `true` to leave lint out.
    pub(crate) skips_lint: bool,
}

impl Settings {
    /// Reads settings, with or without the section `protoward` around them. Returns what is not understood, too: a setting of another
    /// type, and a name that is like that of a setting. Other names may be those of other servers.
    pub(crate) fn read(value: Option<&Value>) -> (Self, Vec<String>) {
        let (mut settings, mut problems) = (Self::default(), Vec::new());
        let section = value.map(|value| value.get("protoward").unwrap_or(value));
        let Some(Value::Object(section)) = section else { return (settings, problems) };
        for (name, value) in section {
            match (name.as_str(), value) {
                ("against", Value::String(text)) => settings.against = Some(text.clone()).filter(|it| !it.is_empty()),
                ("lint", Value::Bool(enable)) => settings.skips_lint = !enable,
                ("lint", Value::Object(lint)) => {
                    match lint.get("enable") {
                        Some(Value::Bool(enable)) => settings.skips_lint = !enable,
                        Some(Value::Null) | None => {}
                        Some(_) => problems.push("the setting `lint.enable` is not `true` or `false`".to_owned()),
                    }
                    problems.extend(lint.keys().filter_map(|name| misspelled(name, &["enable"])));
                }
                ("against" | "lint", Value::Null) => {}
                ("against", _) => problems.push("the setting `against` is not a text such as `git:main`".to_owned()),
                ("lint", _) => problems.push("the setting `lint` is not `{\"enable\": false}`".to_owned()),
                (name, _) => problems.extend(misspelled(name, &NAMES)),
            }
        }
        (settings, problems)
    }
}

/// Returns the problem with a name that is like a known one.
fn misspelled(name: &str, known: &[&str]) -> Option<String> {
    let near = nearest(name, known.iter().copied());
    let near = near.first().filter(|_| !known.contains(&name))?;
    Some(format!("unknown setting `{name}`; did you mean `{near}`?"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn settings_with_and_without_their_section() {
        let main = Settings { against: Some("git:main".to_owned()), skips_lint: false };
        let without_lint = Settings { against: None, skips_lint: true };
        for (value, expected) in [
            (json!({ "against": "git:main" }), &main),
            (json!({ "protoward": { "against": "git:main", "path": "p", "trace": { "server": "off" } } }), &main),
            (json!({ "against": "", "lint": { "enable": false } }), &without_lint),
            (json!({ "lint": false, "rust-analyzer": {} }), &without_lint),
            (json!(null), &Settings::default()),
        ] {
            assert_eq!(Settings::read(Some(&value)), (expected.clone(), Vec::new()), "{value}");
        }
    }

    #[test]
    fn misspelled_settings_are_named() {
        for (value, problem) in [
            (json!({ "agianst": "git:main" }), "unknown setting `agianst`; did you mean `against`?"),
            (
                json!({ "protoward": { "lint": { "enable": "no" } } }),
                "the setting `lint.enable` is not `true` or `false`",
            ),
            (json!({ "lint": { "enabled": false } }), "unknown setting `enabled`; did you mean `enable`?"),
            (json!({ "lint": "off" }), "the setting `lint` is not `{\"enable\": false}`"),
            (json!({ "against": ["git:main"] }), "the setting `against` is not a text such as `git:main`"),
        ] {
            assert_eq!(Settings::read(Some(&value)), (Settings::default(), vec![problem.to_owned()]), "{value}");
        }
    }
}
