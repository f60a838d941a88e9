//! The settings of the generator.

/// The options of the generator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum OptionSet {
    Default,
    Everything,
}

const EVERYTHING: &str = "btree_map=. bytes=. custom_options=. enable_type_names extensions=. file_descriptor_set \
    generate_default_stubs in_process_client json mock_server negative_zeros=. open_enums=. service_config=service_config.json \
    service_modules setters=. unknown_fields=. use_arc_self";

impl OptionSet {
    pub(super) const ALL: &[OptionSet] = &[OptionSet::Default, OptionSet::Everything];

    pub(super) fn options(self) -> Vec<&'static str> {
        match self {
            OptionSet::Default => Vec::new(),
            OptionSet::Everything => EVERYTHING.split(' ').collect(),
        }
    }

    pub(super) const fn name(self) -> &'static str {
        match self {
            OptionSet::Default => "default",
            OptionSet::Everything => "everything",
        }
    }
}
