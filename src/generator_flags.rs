//! The flags that select a generator instead of a configuration.

use clap::builder::PossibleValuesParser;

use protoward_operations::generate::{GeneratorOption, RequestedGenerators, plugin_names};
use protoward_rust_crate::SetOptionError;

/// A generator with its options.
#[derive(Debug, clap::Args)]
pub(super) struct GeneratorFlags {
    /// Run this built-in generator instead of those in the configuration
    #[arg(long, value_parser = PossibleValuesParser::new(plugin_names()), requires = "output")]
    plugin: Option<String>,

    /// The output folder; without `--plugin`, the base folder for the outputs of a template
    #[arg(short, long, value_name = "FOLDER")]
    output: Option<String>,

    /// An option of the plugin, named like its builder method: `--opt build_client=false`, `--opt btree_map=.`,
    /// `--opt 'type_attribute=user.v1.User=#[derive(Eq)]'`; for `openapi`, a setting: `--opt format=json`. May be
    /// given several times
    #[arg(long = "opt", value_name = "NAME=VALUE", requires = "plugin")]
    options: Vec<GeneratorOption>,
}

impl GeneratorFlags {
    /// Returns the generator that the flags describe, if any.
    ///
    /// # Errors
    /// Fails if the plugin has no such option.
    pub(super) fn generators(&self) -> Result<Option<RequestedGenerators>, SetOptionError> {
        let Some(plugin) = &self.plugin else { return Ok(None) };
        RequestedGenerators::of_plugin(plugin, self.output.as_deref().unwrap_or_default(), &self.options).map(Some)
    }

    /// Returns the base folder for the outputs of a configuration or a template.
    pub(super) fn base(&self) -> &str {
        self.output.as_deref().filter(|_| self.plugin.is_none()).unwrap_or_default()
    }
}
