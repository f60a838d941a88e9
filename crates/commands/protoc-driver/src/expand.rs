//! `@file`: further arguments, one per line, without nesting or quotes. A carriage return is part of the argument.

use std::ffi::OsString;
use std::io;

use crate::errors::Failure;
use crate::surroundings::Surroundings;

pub(crate) fn expand(args: &[OsString], surroundings: &Surroundings) -> Result<Vec<String>, Failure> {
    let mut expanded = Vec::with_capacity(args.len());
    for arg in args {
        let arg = arg.to_str().ok_or_else(|| Failure::NotUtf8(arg.to_string_lossy().into_owned()))?;
        match arg.strip_prefix('@') {
            Some(path) => {
                let failure = |error| Failure::ArgumentFile { path: path.to_owned(), error };
                let bytes = surroundings.read(path).map_err(failure)?;
                let not_utf8 = |error| failure(io::Error::new(io::ErrorKind::InvalidData, error));
                let text = String::from_utf8(bytes).map_err(not_utf8)?;
                let lines = text.strip_suffix('\n').unwrap_or(&text);
                expanded.extend(lines.split('\n').filter(|_| !text.is_empty()).map(str::to_owned));
            }
            None => expanded.push(arg.to_owned()),
        }
    }
    Ok(expanded)
}
