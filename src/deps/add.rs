use std::fs;
use std::path::PathBuf;

use super::update::changes;
use super::{resolve, vendor};
use crate::console::Console;
use crate::diagnostics;
use crate::input::InputArgs;
use protoward_output::write_files;

/// Add a git repository to protoward.toml, and lock its current commit
#[derive(Debug, clap::Args)]
pub(super) struct Add {
    /// The name of the dependency: letters, digits, `-` and `_`
    #[arg(value_name = "NAME")]
    name: String,

    /// The URL of the repository
    #[arg(long, value_name = "URL", required = true)]
    git: String,

    /// The tag to use
    #[arg(long, value_name = "TAG", conflicts_with_all = ["rev", "branch"])]
    tag: Option<String>,

    /// The commit to use, with all digits of its id
    #[arg(long, value_name = "COMMIT", conflicts_with = "branch")]
    rev: Option<String>,

    /// The branch to use; the default is the default branch of the repository
    #[arg(long, value_name = "BRANCH")]
    branch: Option<String>,

    /// The folder of the repository in which import paths start
    #[arg(long, value_name = "FOLDER")]
    root: Option<String>,

    #[command(flatten)]
    input: InputArgs,
}

impl Add {
    pub(super) fn run(&self, console: &mut Console) -> Option<()> {
        self.check().map_err(|(value, problem)| console.problem(diagnostics::bad_dependency(value, problem))).ok()?;
        let path = self.input.config_file().unwrap_or_else(|| PathBuf::from(self.input.input()).join("protoward.toml"));
        let earlier = match fs::read_to_string(&path) {
            Ok(text) => Some(text),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
            Err(error) => {
                console.problem(*protoward_output::not_written(&path, &error));
                return None;
            }
        };
        let text = with_dependency(earlier.as_deref().unwrap_or_default(), &self.line());
        write_files(vec![(path.clone(), text.into_bytes())]).map_err(|problem| console.problem(*problem)).ok()?;
        let found = resolve(&self.input, &vendor::without_vendored(self.input.options()), console);
        let Some(found) = found else {
            // A dependency that cannot be used is not left in the configuration.
            let restored = match earlier {
                Some(text) => write_files(vec![(path, text.into_bytes())]),
                None => fs::remove_file(&path).map_err(|error| protoward_output::not_written(&path, &error)),
            };
            restored.map_err(|problem| console.problem(*problem)).ok()?;
            return None;
        };
        console.print(&changes(&found.earlier, &found.resolution.lock));
        vendor::remind(&found, console);
        Some(())
    }

    /// Checks all values, so that none of them can end a string in the configuration.
    fn check(&self) -> Result<(), (&str, &'static str)> {
        if !protoward_deps::is_name(&self.name) {
            return Err((&self.name, "a name has letters, digits, `-` and `_`"));
        }
        let checked = |text: &Option<String>, check: fn(&str) -> Option<&'static str>| text.as_deref().and_then(check);
        if let Some(problem) = protoward_deps::url_problem(&self.git) {
            return Err((&self.git, problem));
        }
        for reference in [&self.tag, &self.rev, &self.branch] {
            if let Some(problem) = checked(reference, protoward_deps::reference_problem) {
                return Err((reference.as_deref().unwrap_or_default(), problem));
            }
        }
        match checked(&self.root, protoward_deps::path_problem) {
            Some(problem) => Err((self.root.as_deref().unwrap_or_default(), problem)),
            None => Ok(()),
        }
    }

    /// Returns the line of the configuration.
    fn line(&self) -> String {
        let values = [("tag", &self.tag), ("rev", &self.rev), ("branch", &self.branch), ("root", &self.root)];
        let values = values.into_iter().filter_map(|(key, value)| Some(format!(", {key} = \"{}\"", value.as_ref()?)));
        format!("{} = {{ git = \"{}\"{} }}\n", self.name, self.git, values.collect::<String>())
    }
}

/// Adds a line below `[dependencies]`, which is added at the end if the configuration has none.
fn with_dependency(text: &str, line: &str) -> String {
    let mut header_end = 0;
    for existing in text.split_inclusive('\n') {
        header_end += existing.len();
        if existing.split('#').next().is_some_and(|it| it.trim() == "[dependencies]") {
            let newline = if existing.ends_with('\n') { "" } else { "\n" };
            return format!("{}{newline}{line}{}", &text[..header_end], &text[header_end..]);
        }
    }
    let gap = match text {
        "" => "",
        text if text.ends_with('\n') => "\n",
        _ => "\n\n",
    };
    format!("{text}{gap}[dependencies]\n{line}")
}

#[cfg(test)]
mod tests {
    use super::with_dependency;

    #[test]
    fn adds_a_line_to_the_table() {
        for (text, expected) in [
            ("", "[dependencies]\nx = 1\n"),
            ("a = 1", "a = 1\n\n[dependencies]\nx = 1\n"),
            ("a = 1\n[breaking]\n", "a = 1\n[breaking]\n\n[dependencies]\nx = 1\n"),
            ("[dependencies] # ours\ny = 1\n\n[breaking]\n", "[dependencies] # ours\nx = 1\ny = 1\n\n[breaking]\n"),
            ("[dependencies]", "[dependencies]\nx = 1\n"),
        ] {
            assert_eq!(with_dependency(text, "x = 1\n"), expected);
        }
    }
}
