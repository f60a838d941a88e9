//! The settings of the generator.

/// The options of the generator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum OptionSet {
    Default,
    Everything,
    /// JSON, without services. Types then have no attribute against lints.
    Messages,
}

const EVERYTHING: &str = "boxed=. btree_map=. bytes=. connect custom_options=. enable_type_names extensions=. file_descriptor_set \
    generate_default_stubs in_process_client json mock_server open_enums=. rest rest_client service_config=service_config.json \
    service_modules setters=. skip_deprecated=. unbound unknown_fields=. use_arc_self validate";

impl OptionSet {
    pub(super) const ALL: &[OptionSet] = &[OptionSet::Default, OptionSet::Everything, OptionSet::Messages];

    pub(super) fn options(self) -> Vec<&'static str> {
        match self {
            OptionSet::Default => Vec::new(),
            OptionSet::Everything => EVERYTHING.split(' ').collect(),
            OptionSet::Messages => vec!["json", "skip_derive=.=Copy"],
        }
    }

    /// Returns the generator.
    pub(super) const fn plugin(self) -> &'static str {
        match self {
            OptionSet::Default | OptionSet::Everything => "tonic",
            OptionSet::Messages => "prost",
        }
    }

    pub(super) const fn name(self) -> &'static str {
        match self {
            OptionSet::Default => "default",
            OptionSet::Everything => "everything",
            OptionSet::Messages => "messages",
        }
    }
}
