//! The options that managed mode can set, with their names in configurations and their types.

/// An option of files, or a prefix or suffix of its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "they are options of files by their names, and what stands before or behind them")]
pub enum FileOption {
    JavaPackage,
    JavaPackagePrefix,
    JavaPackageSuffix,
    JavaOuterClassname,
    JavaMultipleFiles,
    JavaStringCheckUtf8,
    OptimizeFor,
    GoPackage,
    GoPackagePrefix,
    CcEnableArenas,
    ObjcClassPrefix,
    CsharpNamespace,
    CsharpNamespacePrefix,
    SwiftPrefix,
    PhpNamespace,
    PhpMetadataNamespace,
    PhpMetadataNamespaceSuffix,
    RubyPackage,
    RubyPackageSuffix,
}

/// The type of an option value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OptionKind {
    /// A text, such as a package.
    Text,
    /// A boolean, such as `java_multiple_files`.
    Flag,
    /// `SPEED`, `CODE_SIZE` or `LITE_RUNTIME`.
    Optimize,
}

/// A value of `optimize_for`, by its number in `descriptor.proto`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "they are the values of the option by their names")]
pub enum Optimize {
    Speed = 1,
    CodeSize = 2,
    LiteRuntime = 3,
}

/// An option of fields that managed mode can set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldOption {
    /// `jstype`
    JsType,
}

impl FileOption {
    /// All options, in the order of their declaration.
    pub const ALL: [Self; 19] = [
        Self::JavaPackage,
        Self::JavaPackagePrefix,
        Self::JavaPackageSuffix,
        Self::JavaOuterClassname,
        Self::JavaMultipleFiles,
        Self::JavaStringCheckUtf8,
        Self::OptimizeFor,
        Self::GoPackage,
        Self::GoPackagePrefix,
        Self::CcEnableArenas,
        Self::ObjcClassPrefix,
        Self::CsharpNamespace,
        Self::CsharpNamespacePrefix,
        Self::SwiftPrefix,
        Self::PhpNamespace,
        Self::PhpMetadataNamespace,
        Self::PhpMetadataNamespaceSuffix,
        Self::RubyPackage,
        Self::RubyPackageSuffix,
    ];

    /// Returns the name in configurations.
    pub const fn name(self) -> &'static str {
        match self {
            Self::JavaPackage => "java_package",
            Self::JavaPackagePrefix => "java_package_prefix",
            Self::JavaPackageSuffix => "java_package_suffix",
            Self::JavaOuterClassname => "java_outer_classname",
            Self::JavaMultipleFiles => "java_multiple_files",
            Self::JavaStringCheckUtf8 => "java_string_check_utf8",
            Self::OptimizeFor => "optimize_for",
            Self::GoPackage => "go_package",
            Self::GoPackagePrefix => "go_package_prefix",
            Self::CcEnableArenas => "cc_enable_arenas",
            Self::ObjcClassPrefix => "objc_class_prefix",
            Self::CsharpNamespace => "csharp_namespace",
            Self::CsharpNamespacePrefix => "csharp_namespace_prefix",
            Self::SwiftPrefix => "swift_prefix",
            Self::PhpNamespace => "php_namespace",
            Self::PhpMetadataNamespace => "php_metadata_namespace",
            Self::PhpMetadataNamespaceSuffix => "php_metadata_namespace_suffix",
            Self::RubyPackage => "ruby_package",
            Self::RubyPackageSuffix => "ruby_package_suffix",
        }
    }

    /// Returns the option with this name.
    pub fn by_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|option| option.name() == name)
    }

    /// Returns the type of the value.
    pub const fn kind(self) -> OptionKind {
        match self {
            Self::JavaMultipleFiles | Self::JavaStringCheckUtf8 | Self::CcEnableArenas => OptionKind::Flag,
            Self::OptimizeFor => OptionKind::Optimize,
            _ => OptionKind::Text,
        }
    }
}

impl Optimize {
    /// All values, by number.
    pub const ALL: [Self; 3] = [Self::Speed, Self::CodeSize, Self::LiteRuntime];

    /// Returns the name in `descriptor.proto`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Speed => "SPEED",
            Self::CodeSize => "CODE_SIZE",
            Self::LiteRuntime => "LITE_RUNTIME",
        }
    }
}
