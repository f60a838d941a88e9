//! A new dependency: a line below `[dependencies]`, and its commit in the lock. A dependency that cannot be used leaves no trace.

use std::path::{Path, PathBuf};
use std::{fs, io};

use protoward_deps::{CONFIG_FILE_NAME, Reference};
use protoward_inputs::Input;
use protoward_output::{cannot, write_files, write_text};
use protoward_settings::Form;
use protoward_source::{Diagnostic, Report, Sources};

use crate::deps::update::DependencyUpdate;
use crate::deps::vendor::parsed;
use crate::deps::{DependencyProject, below, diagnostics};

/// A git repository to add to a configuration.
#[derive(Clone, Debug)]
pub struct NewDependency {
    /// The name of the dependency: letters, digits, `-` and `_`.
    pub name: String,
    /// The URL of the repository.
    pub git: String,
    /// The tag, commit or branch to lock, or the default branch.
    pub reference: Reference,
    /// The folder of the repository in which import paths start.
    pub root: Option<String>,
}

/// Adds a dependency to the configuration, and locks its current commit. If it cannot be used, the configuration stays as it was.
/// Returns `None` after errors, which are added to `report`.
pub fn add(
    project: &DependencyProject,
    dependency: &NewDependency,
    sources: &mut Sources,
    report: &mut Report,
) -> Option<DependencyUpdate> {
    let path = dependency.check().map_err(|it| report.push(*it)).ok().and_then(|()| file(project, sources, report))?;
    // Dependencies are resolved by the configuration on disk, which is therefore written first, and restored after errors.
    let written = Configuration::read(path).and_then(|configuration| {
        let text = dependency.added_to(configuration.text.as_deref().unwrap_or_default(), &configuration.path)?;
        write_text(&configuration.path, &text)?;
        Ok(configuration)
    });
    let configuration = written.map_err(|problem| report.push(*problem)).ok()?;
    let Some(dependencies) = project.with_cache(|_| ()).resolve(sources, report) else {
        configuration.restore().map_err(|problem| report.push(*problem)).ok()?;
        return None;
    };
    Some(DependencyUpdate { dependencies, verdict: None })
}

/// Returns the path of the configuration that applies to the project. Only a project without one gets a new file, because that would
/// replace all settings of an existing one. Returns `None` after errors, which are added to `report`.
fn file(project: &DependencyProject, sources: &mut Sources, report: &mut Report) -> Option<PathBuf> {
    let DependencyProject { input, options } = project;
    let (config, root) = match protoward_workspace::config(input, options, sources, report) {
        None if report.has_errors() => return None,
        found => found.unwrap_or_default(),
    };
    let path = match (config.form, root, input) {
        (Some(Form::Buf), root, _) => Err(diagnostics::configured_by_buf(root.as_deref())),
        _ if options.config.is_some() => project.config_file().ok_or_else(diagnostics::no_file_to_add_to),
        (Some(Form::Protoward), Some(root), _) => Ok(below(&root, CONFIG_FILE_NAME)),
        (None, Some(_), Input::Folder(folder)) => Ok(below(folder, CONFIG_FILE_NAME)),
        (_, _, input) => Err(diagnostics::no_folder_to_add_to(input)),
    };
    path.map_err(|problem| report.push(*problem)).ok()
}

/// A configuration before it is changed.
struct Configuration {
    path: PathBuf,
    /// `None` if the file does not exist.
    text: Option<String>,
}

impl Configuration {
    fn read(path: PathBuf) -> Result<Self, Box<Diagnostic>> {
        match fs::read_to_string(&path) {
            Ok(text) => Ok(Self { path, text: Some(text) }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self { path, text: None }),
            Err(error) => Err(cannot("write", &path, &error)),
        }
    }

    fn restore(self) -> Result<(), Box<Diagnostic>> {
        match self.text {
            Some(text) => write_files(vec![(self.path, text.into_bytes())]),
            None => fs::remove_file(&self.path).map_err(|error| cannot("write", &self.path, &error)),
        }
    }
}

impl NewDependency {
    /// Checks all values, so that none of them can end a string in the configuration.
    fn check(&self) -> Result<(), Box<Diagnostic>> {
        if !protoward_deps::is_name(&self.name) {
            return Err(diagnostics::bad_dependency(&self.name, "a name has letters, digits, `-` and `_`"));
        }
        let reference = self.reference.key().map(|(_, value)| value);
        let problems = [
            (Some(self.git.as_str()), protoward_deps::url_problem as fn(&str) -> Option<&'static str>),
            (reference, protoward_deps::reference_problem),
            (self.root.as_deref(), protoward_deps::path_problem),
        ];
        let mut problems = problems.into_iter().filter_map(|(value, problem)| Some((value?, problem(value?)?)));
        problems.next().map_or(Ok(()), |(value, problem)| Err(diagnostics::bad_dependency(value, problem)))
    }

    /// Returns the text of a configuration with the dependency.
    ///
    /// # Errors
    /// Fails if the configuration has a dependency of this name, or no table of its own to which a line can be added.
    fn added_to(&self, text: &str, path: &Path) -> Result<String, Box<Diagnostic>> {
        let has_it = |text: &str| {
            parsed(text).map(|config| config.dependencies.iter().any(|dependency| dependency.name == self.name))
        };
        let line = self.line();
        let added = with_dependency(text, &line);
        match has_it(text) {
            Some(true) => Err(diagnostics::dependency_exists(&self.name, path)),
            Some(false) if has_it(&added) != Some(true) => {
                Err(diagnostics::dependency_not_added(path, line.trim_end()))
            }
            // Errors of the configuration are reported where it is read.
            Some(false) | None => Ok(added),
        }
    }

    /// Returns the line of the configuration.
    fn line(&self) -> String {
        let values = [self.reference.key(), self.root.as_deref().map(|root| ("root", root))];
        let values = values.into_iter().flatten().map(|(key, value)| format!(", {key} = \"{value}\""));
        format!("{} = {{ git = \"{}\"{} }}\n", self.name, self.git, values.collect::<String>())
    }
}

/// Adds a line below `[dependencies]`, which is added at the end if the configuration has none.
fn with_dependency(text: &str, line: &str) -> String {
    let mut header_end = 0;
    for existing in text.split_inclusive('\n') {
        header_end += existing.len();
        let header = existing.split('#').next().and_then(|it| it.trim().strip_prefix('[')?.strip_suffix(']'));
        if header.is_some_and(|name| name.trim() == "dependencies") {
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
    use super::*;
    use protoward_workspace::OpenOptions;

    #[test]
    fn adds_a_line_to_the_table() {
        for (text, expected) in [
            ("", "[dependencies]\nx = 1\n"),
            ("a = 1", "a = 1\n\n[dependencies]\nx = 1\n"),
            ("a = 1\n[breaking]\n", "a = 1\n[breaking]\n\n[dependencies]\nx = 1\n"),
            ("[dependencies] # ours\ny = 1\n\n[breaking]\n", "[dependencies] # ours\nx = 1\ny = 1\n\n[breaking]\n"),
            ("[dependencies]", "[dependencies]\nx = 1\n"),
            ("[ dependencies ]\ny = 1\n", "[ dependencies ]\nx = 1\ny = 1\n"),
        ] {
            assert_eq!(with_dependency(text, "x = 1\n"), expected);
        }
    }

    fn dependency() -> NewDependency {
        let reference = Reference::Tag("v1".to_owned());
        NewDependency { name: "money".to_owned(), git: "https://e.example/m".to_owned(), reference, root: None }
    }

    #[test]
    fn values_cannot_end_a_string() {
        let root = Some("proto".to_owned());
        let line = "money = { git = \"https://e.example/m\", tag = \"v1\", root = \"proto\" }\n";
        assert_eq!(NewDependency { root, ..dependency() }.line(), line);
        assert!(dependency().check().is_ok());
        for wrong in [
            NewDependency { name: "a b".to_owned(), ..dependency() },
            NewDependency { git: "https://e.example/\"m".to_owned(), ..dependency() },
            NewDependency { reference: Reference::Branch("a\"b".to_owned()), ..dependency() },
            NewDependency { root: Some("../\"".to_owned()), ..dependency() },
        ] {
            assert!(wrong.check().is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn only_a_folder_has_a_configuration_to_change() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("a.proto"), "").expect("the folder is writable");
        let input = Input::parse(&format!("{}/a.proto", folder.path().display())).expect("the name of a file");
        let project = DependencyProject { input, options: OpenOptions::default() };
        let mut sources = Sources::default();
        let mut report = Report::default();
        assert!(add(&project, &dependency(), &mut sources, &mut report).is_none());
        let messages: Vec<&str> = report.iter().map(|it| it.message.as_str()).collect();
        let expected = format!("cannot add a dependency to `{}`, which is not a folder", project.input);
        assert_eq!((messages, folder.path().join(CONFIG_FILE_NAME).exists()), (vec![expected.as_str()], false));
    }
}
