//! Build scripts without the feature `full`, whose methods are errors that name the feature.

use super::error::{self, Error};
use super::extension::Extension;
use super::run::Run;
use super::{cargo, diagnostics};

/// The steps without the feature.
struct Defaults;

impl Extension for Defaults {}

/// Fails if a setting needs the feature `full`. Warns about types of other crates, which files could use.
pub(super) fn extension(run: &Run, has_files: bool) -> Result<Box<dyn Extension>, Error> {
    if let Some(method) = run.extras.first_enabled() {
        return Err(error::of(diagnostics::needs_full(method)));
    }
    if has_files && run.emit_rerun_if_changed && !cargo::provided_lists().is_empty() {
        cargo::warn(&diagnostics::provided_without_full());
    }
    Ok(Box::new(Defaults))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use crate::call::tests::generated;
    use protoward_build_protocol::{Options, ServiceAdditions, ServiceOptions};

    const PROTO: &str = "syntax = \"proto3\";\nmessage A {}\n";

    fn of_services(additions: ServiceAdditions) -> Options {
        Options { services: Some(ServiceOptions { additions, ..ServiceOptions::default() }), ..Options::default() }
    }

    #[test]
    fn rejects_settings_that_need_full() {
        let none = ServiceAdditions::default;
        let options = [
            Options { custom_options: vec![".".to_owned()], ..Options::default() },
            Options { provides: Some("crate::proto".to_owned()), ..Options::default() },
            Options { provided_by: vec![b"list".to_vec()], ..Options::default() },
            of_services(ServiceAdditions { service_modules: true, ..none() }),
            of_services(ServiceAdditions { in_process_client: true, ..none() }),
            of_services(ServiceAdditions { mock_server: true, ..none() }),
            of_services(ServiceAdditions { connect: true, ..none() }),
            of_services(ServiceAdditions { rest: true, ..none() }),
            of_services(ServiceAdditions { rest_client: true, ..none() }),
            of_services(ServiceAdditions { service_config: Some(b"config.json".to_vec()), ..none() }),
        ];
        for options in options {
            let error = generated(PROTO, options).unwrap_err().to_string();
            assert!(error.contains("needs the feature `full` of protoward-build"), "{error}");
        }
        assert_ne!(generated(PROTO, of_services(none())).unwrap(), 0);
    }
}
