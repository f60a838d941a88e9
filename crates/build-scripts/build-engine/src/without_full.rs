//! Build scripts without the feature `full`, whose methods are errors that name the feature.

use super::cargo;
use super::diagnostics::{self, diagnostic_error};
use super::extension::Extension;
use super::run::Run;
use protoward_build_protocol::Error;

/// The steps without the feature.
struct Defaults;

impl Extension for Defaults {}

/// Fails if a setting needs the feature `full`. Warns about types of other crates, which files could use.
pub(super) fn extension(run: &Run, has_files: bool) -> Result<Box<dyn Extension>, Error> {
    if let Some(method) = run.extras.first_enabled() {
        return Err(diagnostic_error(diagnostics::needs_full(method)));
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
    use protoward_build_protocol::{Options, ServiceOptions};

    const PROTO: &str = "syntax = \"proto3\";\nmessage A {}\n";

    fn with(services: ServiceOptions, set: impl FnOnce(&mut Options)) -> Options {
        let mut options = Options { services: Some(services), ..Options::default() };
        set(&mut options);
        options
    }

    #[test]
    fn rejects_settings_that_need_full() {
        let none = ServiceOptions::default;
        let flags = ["service_modules", "in_process_client", "mock_server", "connect", "rest", "rest_client"];
        let of_flags = flags.map(|flag| with(none(), |options| options.set_flag(flag, true)));
        let others = [
            with(none(), |options| options.add("custom_options", ".")),
            with(none(), |options| options.set_text("provides", "crate::proto")),
            Options { provided_by: vec![b"list".to_vec()], ..Options::default() },
            with(ServiceOptions { service_config: Some(b"config.json".to_vec()), ..none() }, |_| ()),
        ];
        for options in of_flags.into_iter().chain(others) {
            let error = generated(PROTO, options).unwrap_err().to_string();
            assert!(error.contains("needs the feature `full` of protoward-build"), "{error}");
        }
        assert_ne!(generated(PROTO, with(none(), |_| ())).unwrap(), 0);
    }
}
