//! The kinds of changes that registries distinguish, and facts: the verdict of one registry on one kind of change.
//!
//! A change is seen from the version that reads messages. In the mode `FORWARD` this is the old one, so that a field that was
//! added is a field that the reader lacks.

macro_rules! changes {
    ($($group:literal { $($change:ident $text:literal,)* })*) => {
        /// A change from the version that writes messages to the version that reads them. Some changes are parts of others: a
        /// field that was removed from a oneof is also a removed field.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[expect(missing_docs, reason = "`text` describes each change")]
        pub enum Change {
            $($($change,)*)*
        }

        impl Change {
            /// All changes, by group, in the order of the documentation.
            pub const ALL: &[Self] = &[$($(Self::$change,)*)*];

            /// Returns the group, which is a heading of the page.
            pub const fn group(self) -> &'static str {
                match self {
                    $($(Self::$change => $group,)*)*
                }
            }

            /// Returns the description, with `{reader}` and `{writer}` for the versions.
            const fn template(self) -> &'static str {
                match self {
                    $($(Self::$change => $text,)*)*
                }
            }
        }
    };
}

changes! {
    "Files" {
        PackageChanged "{reader} declares another package",
        PackageOfNoMessageChanged "{reader} declares another package, and the file has no message",
        SyntaxChanged "{reader} has another syntax or edition",
    }
    "Messages" {
        MessageAdded "{reader} has a further message",
        MessageRemoved "{reader} lacks the message",
        EmptyMessageRemoved "{reader} lacks the message, which has no fields",
        MessageMovedToImport "{reader} has the message in an imported file",
        MessageReordered "{reader} has the message at another position",
    }
    "Enums" {
        EnumAdded "{reader} has a further enum",
        EnumRemoved "{reader} lacks the enum",
        EnumValueAdded "{reader} has a further enum value",
        EnumValueRemoved "{reader} lacks the enum value",
        EnumValueRenamed "{reader} has another name for the enum value",
        EnumValueNumberChanged "{reader} has another number for the name of the enum value",
    }
    "Fields" {
        FieldAdded "{reader} has a further field",
        RequiredFieldAdded "{reader} requires a field that {writer} lacks",
        RequiredFieldAddedToOtherSyntax "{reader} requires a field that {writer} lacks, which is not proto2",
        LegacyRequiredFieldAdded "{reader} requires a field that {writer} lacks, by a feature",
        FieldRemoved "{reader} lacks the field, and does not reserve both its number and its name",
        FieldRemovedAndReserved "{reader} lacks the field, and reserves its number and its name",
        RequiredFieldRemoved "{reader} lacks a field that {writer} requires",
        LegacyRequiredFieldRemoved "{reader} lacks a field that {writer} requires by a feature",
        MapFieldRemoved "{reader} lacks the entries of the map",
        FieldRenamed "{reader} has another name for the field",
        MapFieldRenamed "{reader} has another name for the map, and so for its entries",
        FieldNumberChanged "{reader} has another number for the name of the field",
    }
    "Types" {
        ScalarTypeOfSameGroup "{reader} has another type with the same encoding",
        ScalarTypeOfOtherGroup "{reader} has a type with another encoding",
        EnumTypeChanged "{reader} has another enum as the type",
        KindChanged "{reader} has a scalar instead of a message or a map, or the other way round",
        MapBecameMessage "{reader} has a repeated message with the name of the map's entry, or the other way round",
        MessageTypeOfOtherName "{reader} has a message with another name as the type",
        MessageTypeOfOtherScope "{reader} has a message of the same name in another message as the type",
        MessageTypeOfOtherPackage "{reader} has a message of the same name in another package as the type",
    }
    "Labels" {
        NumericLabelChanged "{reader} has another label for the number: `optional` or `required` instead of `repeated`, or the other way round",
        NumericUnlabelledChanged "{reader} has a number without a label instead of a repeated one, or the other way round",
        TextRepeatedChanged "{reader} has one text instead of many, or the other way round",
        MessageRepeatedChanged "{reader} has one message instead of many, or the other way round",
        NumericBecameRequired "{reader} requires the number, which was `optional`",
        OtherBecameRequired "{reader} requires the text or message, or the number without a label, which was not required",
        NumericNoLongerRequired "{reader} no longer requires the number",
        OtherNoLongerRequired "{reader} no longer requires the text or message, or the number, which has no label then",
        BecameLegacyRequired "{reader} requires the field by a feature",
        PresenceChanged "{reader} has another presence: a value that is zero may be absent, or the other way round",
    }
    "Oneofs" {
        OneofAdded "{reader} has a further oneof",
        OneofRemoved "{reader} lacks the oneof",
        OneofFieldAdded "{reader} has a further member in the oneof",
        OneofFieldRemoved "{reader} lacks the member of a oneof that remains",
        RemovedWithPartOfOneof "{reader} lacks the member of a oneof that it lacks, and has other members of it",
        RemovedWithOneof "{reader} lacks the oneof with all its members",
        MovedOutOfOneof "{reader} has the member outside of the oneof, which remains",
        MovedOutOfRemovedOneof "{reader} has the member outside of the oneof, which it lacks",
        MovedToOtherOneof "{reader} has the member in a oneof of another name",
        FieldMovedToNewOneof "{reader} has the field in a oneof with no other earlier field",
        FieldMovedToExistingOneof "{reader} has the field in a oneof with members of an earlier oneof",
        MultipleFieldsMovedToOneof "{reader} has several fields in one oneof that were outside of it",
        OneofsMerged "{reader} has members of several oneofs in one",
    }
    "Reserved numbers and names" {
        ReservationAdded "{reader} reserves further numbers or names",
        ReservationRemoved "{reader} does not reserve all that {writer} reserves",
        ReservedUsed "{reader} uses a number or name that {writer} reserves",
    }
    "Services" {
        MethodAdded "{reader} has a further method",
        MethodRemoved "{reader} lacks the method",
        MethodSignatureChanged "{reader} has another request, response or streaming",
    }
    "Options and extensions" {
        DefaultChanged "{reader} has another default value",
        JsonNameChanged "{reader} has another JSON name",
        PackedChanged "{reader} packs the values, or the other way round",
        ExtensionRemoved "{reader} lacks the extension",
    }
}

impl Change {
    /// Returns the description with the names of both versions: `the new version lacks the field`.
    pub fn text(self, reader: &str, writer: &str) -> String {
        self.template().replace("{reader}", reader).replace("{writer}", writer)
    }
}

/// The verdict of a registry on a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fact {
    /// The change, from the version that writes to the version that reads.
    pub change: Change,
    /// `true` if the registry calls the change compatible.
    pub is_accepted: bool,
    /// The name that the registry has for it; empty if it does not look at it.
    pub name: &'static str,
    /// The reason of the registry, as a clause.
    pub reason: &'static str,
    /// The origin of the fact: a file of the registry's source or a pull request.
    pub source: &'static str,
}

/// Returns a fact about a change that the registry accepts.
pub(crate) const fn accepts(change: Change, name: &'static str, reason: &'static str, source: &'static str) -> Fact {
    Fact { change, is_accepted: true, name, reason, source }
}

/// Returns a fact about a change that the registry refuses.
pub(crate) const fn refuses(change: Change, name: &'static str, reason: &'static str, source: &'static str) -> Fact {
    Fact { change, is_accepted: false, name, reason, source }
}
