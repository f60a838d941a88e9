//! The files of policies, which are read with the configuration that names them.

use std::path::Path;

use protoward_source::{Report, SourceId, SourcePath, Sources, Tree};

use protoward_inputs::read_file;
use protoward_settings::Config;

/// Reads the policies of a configuration in `folder` of a tree. A policy that cannot be read is an error when it is applied: the
/// configuration of an older version may lack it.
pub(super) fn load_policies(config: &mut Config, folder: &str, tree: &dyn Tree, sources: &mut Sources) {
    for policy in &mut config.policies {
        let source = policy.path_in(folder).and_then(|path| match tree.read(&path) {
            Ok(Some(bytes)) => admit(tree.displayed(&path), bytes, sources).map(Some),
            Ok(None) => Ok(None),
            Err(error) => Err(Report::from_iter([protoward_inputs::unreadable(&error, None)])),
        });
        policy.load(source, sources);
    }
}

/// Reads the policies of a configuration that a flag names: like buf, from the working directory.
pub(super) fn load_given_policies(config: &mut Config, sources: &mut Sources) {
    for policy in &mut config.policies {
        let path = Path::new(&policy.name.text);
        let source = if path.exists() {
            match read_file(path, "policy") {
                Ok(bytes) => admit(&policy.name.text, bytes, sources).map(Some),
                Err(error) => Err(Report::from_iter([error.into()])),
            }
        } else {
            Ok(None)
        };
        policy.load(source, sources);
    }
}

fn admit(shown: impl Into<SourcePath>, bytes: Vec<u8>, sources: &mut Sources) -> Result<SourceId, Report> {
    let mut report = Report::default();
    protoward_settings::admit(shown, bytes, sources, &mut report).ok_or(report)
}
