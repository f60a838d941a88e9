//! Parameters of the generators: `--python_out=pyi_out:FOLDER`, `--python_opt=pyi_out`.

/// Splits a parameter as protoc does: `NAME=VALUE` or `NAME`, separated by commas.
pub(super) fn parts(parameter: &str) -> impl Iterator<Item = &str> {
    let parts = parameter.split(',').filter(|part| !part.is_empty());
    parts.map(|part| part.split_once('=').map_or(part, |(name, _)| name))
}

/// Requests annotations, which protoc does not write for Python.
const ANNOTATE: &str = "annotate_code";
/// Requests less code, which has no effect on these modules.
const STRIP: &str = "experimental_strip_nonfunctional_codegen";
/// Requests a stub next to the module.
const STUBS: &str = "pyi_out";

/// The options of `--python_out` that have an effect.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct ModuleOptions {
    /// `true` to write stubs next to the modules.
    pub(super) stubs: bool,
}

/// Parses the parameter of `--python_out`.
///
/// # Errors
/// Fails with the first unknown option.
pub(super) fn of_modules(parameter: &str) -> Result<ModuleOptions, &str> {
    let mut options = ModuleOptions::default();
    for part in parts(parameter) {
        match part {
            STUBS => options.stubs = true,
            ANNOTATE | STRIP => {}
            unknown => return Err(unknown),
        }
    }
    Ok(options)
}

/// Parses the parameter of `--pyi_out`.
///
/// # Errors
/// Fails with the first unknown option.
pub(super) fn of_stubs(parameter: &str) -> Result<(), &str> {
    parts(parameter).find(|part| !matches!(*part, ANNOTATE | STRIP)).map_or(Ok(()), Err)
}

#[cfg(test)]
mod tests {
    use super::{of_modules, of_stubs};

    #[test]
    fn accepts_the_parameters_of_each_generator() {
        assert!(of_modules("annotate_code,,pyi_out=x").is_ok_and(|options| options.stubs));
        assert!(of_modules("experimental_strip_nonfunctional_codegen").is_ok_and(|options| !options.stubs));
        assert_eq!(of_stubs("annotate_code,experimental_strip_nonfunctional_codegen"), Ok(()));
    }

    #[test]
    fn rejects_other_parameters() {
        assert_eq!(of_modules("pyi_out,foo=1,bar"), Err("foo"));
        assert_eq!(of_modules("="), Err(""));
        assert_eq!(of_stubs("pyi_out"), Err("pyi_out"));
    }
}
