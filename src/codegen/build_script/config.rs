use std::path::PathBuf;

use prost_build::Config;

/// The path that a configuration of prost has for descriptors. It can be set and not be read, but it is shown.
pub(super) fn file_descriptor_set_path(config: &Config) -> Option<PathBuf> {
    let shown = format!("{config:?}");
    let (_, quoted) = shown.split_once("file_descriptor_set_path: Some(\"")?;
    let mut path = String::new();
    let mut letters = quoted.chars();
    loop {
        match letters.next()? {
            '"' => return Some(path.into()),
            '\\' => path.push(letters.next()?),
            letter => path.push(letter),
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn the_path_is_read_back() {
        let mut config = Config::new();
        assert_eq!(file_descriptor_set_path(&config), None);
        config.file_descriptor_set_path("out\\a \"b\"/set.bin");
        assert_eq!(file_descriptor_set_path(&config).unwrap().to_str(), Some("out\\a \"b\"/set.bin"));
    }
}
