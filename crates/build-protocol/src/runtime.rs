/// The versions of prost and tonic that the code is for. The code is that of the prost-build and tonic-build of these
/// versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, prost::Enumeration)]
#[non_exhaustive]
#[repr(i32)]
pub enum Runtime {
    /// prost 0.14 with tonic 0.14.
    Prost014Tonic014 = 0,
    /// prost 0.13 with tonic 0.12.
    Prost013Tonic012 = 1,
    /// prost 0.13 with tonic 0.13.
    Prost013Tonic013 = 2,
}
