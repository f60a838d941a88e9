//! The versions that are found in manifests and lock files of a crate, of its workspace, and of crates that depend on both
//! versions.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use super::*;

const LOCK_OF_BOTH: &str = "\
[[package]]\nname = \"app\"\nversion = \"0.1.0\"\ndependencies = [\n \"prost 0.13.5\",\n \"tonic\",\n]\n
[[package]]\nname = \"prost\"\nversion = \"0.13.5\"\nsource = \"r\"\n
[[package]]\nname = \"prost\"\nversion = \"0.14.4\"\nsource = \"r\"\n
[[package]]\nname = \"tonic\"\nversion = \"0.12.3\"\nsource = \"r\"\n";

/// A crate in a workspace, with the given entries of `[dependencies]` and of the workspace, and a lock file.
struct Project {
    folder: tempfile::TempDir,
}

impl Project {
    fn new(dependencies: &str, workspace: &str, lock: Option<&str>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        std::fs::create_dir_all(at("app/src")).unwrap();
        let package = "[package]\nname = \"app\"\nversion = \"0.1.0\"\n[dependencies]\n";
        std::fs::write(at("app/Cargo.toml"), format!("{package}{dependencies}")).unwrap();
        std::fs::write(at("Cargo.toml"), format!("[workspace]\nmembers = [\"app\"]\n{workspace}")).unwrap();
        lock.into_iter().for_each(|lock| std::fs::write(at("Cargo.lock"), lock).unwrap());
        Self { folder }
    }

    /// Returns the run of a builder that writes into the crate.
    fn run(&self) -> Run {
        let out = self.folder.path().join("app/src");
        let mut run = Run { out_dir: Some(out), emit_rerun_if_changed: false, ..Run::default() };
        run.settings.services = Some(protoward_rust::Services::default());
        run
    }

    fn runtime(&self) -> Result<Runtime, String> {
        let run = self.run();
        run.runtime_over(&run).map_err(|error| error.to_string())
    }

    /// Returns the files of the workspace that were read.
    fn files(&self, package: &str) -> Vec<String> {
        let of = Crate::at(self.folder.path().join("app")).unwrap();
        let mut files = Vec::new();
        of.version(package, package, &mut files).unwrap();
        let name = |path: PathBuf| path.strip_prefix(self.folder.path()).unwrap().display().to_string();
        files.into_iter().map(name).collect()
    }
}

fn runtime(dependencies: &str, workspace: &str, lock: Option<&str>) -> Result<Runtime, String> {
    Project::new(dependencies, workspace, lock).runtime()
}

#[test]
fn selects_the_runtime_of_the_dependencies() {
    use Runtime::{Prost013Tonic012, Prost013Tonic013, Prost014Tonic014};
    let cases = [
        ("prost = \"0.13\"\ntonic = \"0.12\"", Prost013Tonic012),
        ("prost = \"0.13.5\"\ntonic = { version = \"0.13\", features = [\"codegen\"] }", Prost013Tonic013),
        ("prost = \"0.14\"\ntonic = \"0.14\"", Prost014Tonic014),
        ("prost = \"0.13\"", Prost013Tonic013),
        ("tonic = \"0.12\"", Prost013Tonic012),
        ("", Prost014Tonic014),
        ("serde = \"1\"", Prost014Tonic014),
        ("prost = { path = \"../prost\" }", Prost014Tonic014),
        ("prost = \">=0.13\"", Prost014Tonic014),
        ("prost = \">=0.13\"\ntonic = \"0.13\"", Prost014Tonic014),
        ("prost = \">=0.12, <0.14\"\ntonic = \"*\"", Prost014Tonic014),
    ];
    for (dependencies, expected) in &cases[..9] {
        assert_eq!(runtime(dependencies, "", None), Ok(*expected), "{dependencies}");
    }
    // Without a lock file, the newest versions in the ranges are chosen. They may be incompatible with each other.
    for (dependencies, _) in &cases[9..] {
        assert!(runtime(dependencies, "", None).is_err(), "{dependencies}");
    }
}

#[test]
fn resolves_inherited_dependencies() {
    let workspace =
        "[workspace.dependencies]\nprost = \"0.13\"\ntonic = { version = \"0.12\", default-features = false }";
    let project = Project::new("prost.workspace = true\ntonic = { workspace = true }", workspace, Some(LOCK_OF_BOTH));
    assert_eq!(project.runtime(), Ok(Runtime::Prost013Tonic012));
    assert_eq!(project.files("prost"), ["Cargo.toml"]);
}

#[test]
fn reads_the_lock_file_for_ambiguous_requirements() {
    let ranges = Project::new("prost = \">=0.12\"\ntonic = \"*\"", "", Some(LOCK_OF_BOTH));
    assert_eq!(ranges.runtime(), Ok(Runtime::Prost013Tonic012));
    assert_eq!(ranges.files("tonic"), ["Cargo.lock"]);
    let of_repository = Project::new("prost = { git = \"x\" }", "", Some(LOCK_OF_BOTH));
    assert_eq!(of_repository.runtime(), Ok(Runtime::Prost013Tonic013));
    let plain = Project::new("prost = \"0.14\"", "", Some(LOCK_OF_BOTH));
    assert_eq!(plain.runtime(), Ok(Runtime::Prost014Tonic014), "a lock file of before");
    assert_eq!(plain.files("prost"), [""; 0]);
}

#[test]
fn selects_the_dependency_that_the_code_names() {
    let both = "prost = \"0.13\"\nnew = { package = \"prost\", version = \"0.14\" }";
    let project = Project::new(both, "", None);
    assert_eq!(project.runtime(), Ok(Runtime::Prost013Tonic013));
    let mut run = project.run();
    run.settings.prost_path = Some("::new".to_owned());
    assert_eq!(run.runtime_over(&run).ok(), Some(Runtime::Prost014Tonic014));
    assert_eq!(runtime("old = { package = \"prost\", version = \"0.13\" }", "", None), Ok(Runtime::Prost013Tonic013));
}

#[test]
fn reports_unsupported_versions() {
    for (dependencies, found) in [
        ("prost = \"0.12\"", "prost 0.12"),
        ("prost = \"0.14\"\ntonic = \"0.13\"", "prost 0.14 and tonic 0.13"),
        ("prost = \"0.99.0\"", "prost 0.99"),
        ("tonic = \"0.11\"", "tonic 0.11"),
    ] {
        let error = runtime(dependencies, "", None).unwrap_err();
        assert!(error.contains(&format!("depends on {found}")) && error.contains("`runtime`"), "{error}");
    }
}

#[test]
fn prefers_an_explicit_runtime() {
    let project = Project::new("prost = \"0.12\"", "", None);
    let mut run = project.run();
    run.runtime = Some(Runtime::Prost013Tonic012);
    assert_eq!(run.runtime_over(&Run::default()).ok(), Some(Runtime::Prost013Tonic012));
    assert_eq!(Run { runtime: None, ..project.run() }.runtime_over(&run).ok(), Some(Runtime::Prost013Tonic012));
}

#[test]
fn ignores_tonic_without_services() {
    let project = Project::new("prost = \"0.14\"\ntonic = \"0.11\"", "", None);
    let mut run = project.run();
    run.settings.services = None;
    assert_eq!(run.runtime_over(&run).ok(), Some(Runtime::Prost014Tonic014));
}

#[test]
fn ignores_locked_versions_of_other_dependencies() {
    let both = LOCK_OF_BOTH.replace(" \"prost 0.13.5\",\n", " \"prost 0.13.5\",\n \"prost 0.14.4\",\n");
    let runtime = |dependencies: &str| runtime(dependencies, "", Some(&both)).unwrap();
    let git = "prost = { git = \"x\" }";
    for other in [
        "[build-dependencies]\nprost = \"0.14\"",
        "[dev-dependencies]\nnew = { package = \"prost\", version = \"0.14.1\" }",
    ] {
        assert_eq!(runtime(&format!("{git}\n{other}")), Runtime::Prost013Tonic013, "{other}");
        assert_eq!(runtime(&format!("prost = \">=0.13\"\n{other}")), Runtime::Prost013Tonic013, "{other}");
    }
    assert_eq!(runtime(&format!("{git}\n[build-dependencies]\nprost = \"0.13\"")), Runtime::Prost014Tonic014);
    assert_eq!(
        runtime(&format!("{git}\n[build-dependencies]\nprost = \"*\"")),
        Runtime::Prost014Tonic014,
        "the newest"
    );
}

#[test]
fn reports_versions_that_depend_on_the_target() {
    let of = |unix: &str, windows: &str| {
        let table =
            |target: &str, version: &str| format!("[target.'cfg({target})'.dependencies]\nprost = \"{version}\"\n");
        runtime(&format!("{}{}", table("unix", unix), table("windows", windows)), "", None)
    };
    let error = of("0.13", "0.14").unwrap_err();
    assert!(error.contains("`Cargo.toml` has both 0.13 and 0.14"), "{error}");
    assert_eq!(of("0.13", "0.13.5"), Ok(Runtime::Prost013Tonic013));
}
