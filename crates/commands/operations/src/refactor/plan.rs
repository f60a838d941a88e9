use protoward_refactor::Refactoring;

/// A planned refactoring.
pub struct RefactoringPlan {
    /// The verb of what was done, and of what would be done.
    pub verb: [&'static str; 2],
    /// The change in words, without the verb.
    pub what: String,
    /// The declaration, file or package that it is about, in words.
    pub subject: String,
    /// The edits, and what they change.
    pub refactoring: Refactoring,
    /// `true` if the breaking rules judge the change.
    pub is_judged: bool,
}
