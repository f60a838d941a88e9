//! Records the output of another program in the cases of fixtures, where tests compare protoward with it.

use std::collections::BTreeMap;

use protoward_fixtures::{Case, CaseFile, Section};

use super::compilers::Written;
use protoward_kit::error::Error;
use protoward_kit::workspace;

/// Replaces the recorded files of all cases in a folder of fixtures by those that `outputs` returns. `record` is the name
/// of their folder in a case.
pub(super) fn record(
    folder: &str,
    record: &str,
    outputs: impl Fn(&Case) -> Result<BTreeMap<String, Vec<u8>>, Error>,
) -> Result<(), Error> {
    let mut count = 0;
    for (path, mut file) in CaseFile::read_all(&workspace::root().join(folder)) {
        let before = file.to_string();
        for case in &mut file.cases {
            case.sections.retain(|section| !section.name.starts_with(&format!("{record}/")));
            for (name, content) in outputs(case)? {
                let text = String::from_utf8(content)
                    .map_err(|why| Error::Unreadable { command: format!("`{}`", case.name), why: why.to_string() })?;
                case.sections.push(Section { name: format!("{record}/{name}"), text });
            }
            count += 1;
        }
        file.write(&path, &before);
    }
    println!("{folder}: {count} cases recorded");
    Ok(())
}

/// Returns the files of a case, which the other program has to accept.
pub(super) fn accepted(case: &Case, written: Written) -> Result<BTreeMap<String, Vec<u8>>, Error> {
    written.map_err(|output| {
        let command = format!("`{}`", case.name);
        Error::Failed { command, status: "the case is rejected".into(), output }
    })
}
