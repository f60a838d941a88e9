/// A configuration to write.
#[derive(Clone, Debug)]
pub struct Proposal {
    /// The file.
    pub text: String,
    /// The choices, one line each.
    pub choices: Vec<String>,
}
