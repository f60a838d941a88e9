//! Packages installed by package clients. They are kept between runs while the list of packages stays the same.

use std::path::Path;

use protoward_kit::error::Error;

/// Installs packages into a folder, unless the folder has them for the same list already.
pub(super) fn once(dir: &Path, list: &Path, install: impl FnOnce() -> Result<(), Error>) -> Result<(), Error> {
    let expected = std::fs::read_to_string(list).map_err(Error::at(list))?;
    let stamp = dir.join("installed.stamp");
    if std::fs::read_to_string(&stamp).is_ok_and(|installed| installed == expected) {
        return Ok(());
    }
    println!("installing what {} lists …", list.file_name().unwrap_or_default().display());
    install()?;
    std::fs::write(&stamp, expected).map_err(Error::at(&stamp))
}
