//! Plugins that are scripts.

use std::path::{Path, PathBuf};

use protoward_kit::error::Error;

/// A plugin that saves its request, and declares support for all features and editions.
pub(super) const CAPTURE: &str = "#!/bin/sh\ncat > \"$CAPTURE\"\nprintf '\\020\\003\\030\\346\\007\\040\\352\\007'\n";

/// A parameter, because it is part of the request.
pub(super) const PARAMETER: &str = "paths=source_relative,M=a";

/// Writes a script into a folder, unless the file already exists.
pub(super) fn script(folder: &Path, text: &str) -> Result<PathBuf, Error> {
    let path = folder.join("protoc-gen-script");
    if path.is_file() {
        return Ok(path);
    }
    std::fs::write(&path, text).map_err(Error::at(&path))?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).map_err(Error::at(&path))?;
    }
    Ok(path)
}
