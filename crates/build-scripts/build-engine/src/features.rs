//! Suggestions to enable a feature of protoward-build, which enables that of the same name here. They keep the features
//! that are enabled, and name no version, so that a dependency on a folder or on that of the workspace stays one.

/// The features for build scripts, and whether they are enabled.
const FEATURES: [(&str, bool); 6] = [
    ("common-protos", cfg!(feature = "common-protos")),
    ("dependencies", cfg!(feature = "dependencies")),
    ("full", cfg!(feature = "full")),
    ("google-rust", cfg!(feature = "google-rust")),
    ("prost-build", cfg!(feature = "prost-build")),
    ("validate", cfg!(feature = "validate")),
];

/// Returns the change of `Cargo.toml` that enables a feature.
pub(crate) fn enabling(added: &str) -> String {
    let kept = FEATURES.iter().filter(|(name, is_enabled)| *is_enabled || *name == added);
    let list = kept.map(|(name, _)| format!("\"{name}\"")).collect::<Vec<_>>().join(", ");
    format!("in `Cargo.toml`, under `[build-dependencies]`, give protoward-build `features = [{list}]`")
}

#[cfg(test)]
mod tests {
    use super::{FEATURES, enabling};

    #[test]
    fn suggestions_keep_enabled_features() {
        for (added, _) in FEATURES {
            let suggestion = enabling(added);
            for (name, is_enabled) in FEATURES {
                assert_eq!(suggestion.contains(&format!("\"{name}\"")), is_enabled || name == added, "{suggestion}");
            }
        }
    }

    #[test]
    fn lists_all_features_for_build_scripts() {
        let manifest = include_str!("../Cargo.toml");
        let table = manifest.split("[features]").nth(1).and_then(|rest| rest.split("\n[").next()).unwrap_or_default();
        let declared = table.lines().filter_map(|line| Some(line.split_once(" = [")?.0));
        let declared = declared.filter(|name| *name != "answer").collect::<Vec<_>>();
        assert_eq!(declared, FEATURES.map(|(name, _)| name));
    }
}
