//! Directives of Gazelle in BUILD files: `# gazelle:resolve proto google/api/http.proto @googleapis//google/api:http_proto`.
//!
//! Source: <https://github.com/bazel-contrib/bazel-gazelle/blob/master/README.rst#directives>

use std::collections::BTreeMap;

use super::label::full_label;

/// The directives of one BUILD file.
#[derive(Debug, Default)]
pub(crate) struct Directives<'t> {
    /// `ignore`: the file is left alone.
    pub(crate) is_ignored: bool,
    /// The directives that count for the folders below as well, in their order.
    pub(crate) settings: Vec<Directive<'t>>,
}

/// A directive for a folder and those below.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Directive<'t> {
    /// `resolve`: the label of an import.
    Resolve { import: &'t str, label: &'t str },
    /// `exclude`: a pattern of files and folders without targets.
    Exclude(&'t str),
    /// `proto`: which targets new files get.
    Mode(Mode),
    /// `map_kind`: the rule in the place of `proto_library`, and the file that has it.
    MapKind { rule: &'t str, file: &'t str },
}

/// The choice of targets for new files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Mode {
    /// One for each package.
    #[default]
    Package,
    /// One for each file.
    File,
    /// None, and targets that exist are left alone.
    Disable,
}

impl<'t> Directives<'t> {
    pub(crate) fn new(comments: &[&'t str]) -> Self {
        let mut directives = Self::default();
        for comment in comments {
            let Some(text) = comment.trim_start_matches('#').trim_start().strip_prefix("gazelle:") else { continue };
            let words: Vec<&str> = text.split_whitespace().collect();
            let directive = match *words {
                ["ignore"] => {
                    directives.is_ignored = true;
                    continue;
                }
                // With four words, the third is the language of the import.
                ["resolve", "proto", import, label] | ["resolve", "proto", _, import, label] => {
                    Directive::Resolve { import, label }
                }
                ["exclude", pattern] => Directive::Exclude(pattern),
                ["proto", "file"] => Directive::Mode(Mode::File),
                ["proto", "disable" | "disable_global"] => Directive::Mode(Mode::Disable),
                ["proto", "default" | "package" | "legacy"] => Directive::Mode(Mode::Package),
                ["map_kind", "proto_library", rule, file] => Directive::MapKind { rule, file },
                _ => continue,
            };
            directives.settings.push(directive);
        }
        directives
    }
}

/// The directives that count in a folder: its own and those of the folders around it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Settings<'t> {
    /// The full labels of imports.
    pub(crate) resolved: BTreeMap<&'t str, String>,
    /// Patterns, with the folders in which they start.
    pub(crate) excluded: Vec<(&'t str, &'t str)>,
    pub(crate) mode: Mode,
    /// The rule of targets, and the file that has it; `None` for `proto_library`.
    pub(crate) rule: Option<(&'t str, &'t str)>,
}

impl<'t> Settings<'t> {
    /// Returns the settings of a folder with directives, below a folder with these settings.
    pub(crate) fn with(mut self, folder: &'t str, directives: &Directives<'t>) -> Self {
        for directive in &directives.settings {
            match *directive {
                Directive::Resolve { import, label } => drop(self.resolved.insert(import, full_label(label, folder))),
                Directive::Exclude(pattern) => self.excluded.push((folder, pattern)),
                Directive::Mode(mode) => self.mode = mode,
                Directive::MapKind { rule, file } => self.rule = Some((rule, file)),
            }
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directives_are_read() {
        let directives = Directives::new(&[
            "# gazelle:resolve proto a.proto //x:y",
            "#gazelle:resolve  proto go b.proto @z//:b",
            "# gazelle:prefix x",
            "# gazelle:resolve proto c",
            "# gazelle:proto file",
            "# gazelle:ignore",
        ]);
        assert!(directives.is_ignored);
        let resolve = |import, label| Directive::Resolve { import, label };
        assert_eq!(
            directives.settings,
            [resolve("a.proto", "//x:y"), resolve("b.proto", "@z//:b"), Directive::Mode(Mode::File)]
        );
    }
}
