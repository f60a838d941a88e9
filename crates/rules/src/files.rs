use protoward_schema::Schema;

/// Which files take part in a comparison, by their ids.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Files {
    /// Those of the old side.
    pub old: Vec<bool>,
    /// Those of the new side.
    pub new: Vec<bool>,
}

impl Files {
    /// All of them, or all that are not there only because others import them.
    pub fn all(old: &Schema, new: &Schema, exclude_imports: bool) -> Self {
        let wanted =
            |schema: &Schema| schema.files.iter().map(|(_, file)| !(exclude_imports && file.is_import)).collect();
        Self { old: wanted(old), new: wanted(new) }
    }
}
