//! Generates the code of one set.

use std::path::{Path, PathBuf};

use super::settings::OptionSet;
use super::{AcceptedSet, Finding, spelled};
use protoward_kit::error::Error;
use protoward_kit::process::Run;

/// A service config for all services, written beside the sets.
pub(super) const CONFIG: &str = r#"{"methodConfig": [{"name": [{}], "timeout": "2s", "retryPolicy": {"maxAttempts": 3,
  "initialBackoff": "0.1s", "maxBackoff": "1s", "backoffMultiplier": 2, "retryableStatusCodes": ["UNAVAILABLE"]}}]}"#;

/// Generated code, with the name of its module and its file.
pub(super) struct Code {
    pub(super) name: String,
    pub(super) file: PathBuf,
    pub(super) bytes: usize,
}

/// Generates the code of a set into a folder beside it.
pub(super) fn code(protoward: &Path, set: &AcceptedSet, settings: OptionSet) -> Result<Result<Code, Finding>, Error> {
    let name = format!("{}_{}", settings.name(), set.number);
    let root = set.folder.parent().unwrap_or(&set.folder);
    let out = root.join(&name);
    let options = settings.options().into_iter().flat_map(|option| ["--opt", option]);
    let run = Run::new(protoward)
        .arg("generate")
        .arg(&set.folder)
        .args(["--plugin", settings.plugin(), "-o", &name])
        .args(options);
    let done = run.current_dir(root).output()?;
    if done.code != Some(0) {
        return Ok(Err(Finding { set: name, what: done.stderr }));
    }
    let mut text = String::new();
    for entry in std::fs::read_dir(&out).map_err(Error::at(&out))? {
        let path = entry.map_err(Error::at(&out))?.path();
        if path.extension().is_some_and(|it| it == "rs") {
            text.push_str(&std::fs::read_to_string(&path).map_err(Error::at(&path))?);
        }
    }
    let missing = spelled::missing(&set.folder, set.files.clone(), &text, settings);
    if !missing.is_empty() {
        return Ok(Err(Finding { set: name, what: format!("the code does not say {missing:?}") }));
    }
    Ok(Ok(Code { name, file: out.join("mod.rs"), bytes: text.len() }))
}
