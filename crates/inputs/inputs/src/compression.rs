//! gzip and zstd compression, with safe decompression of untrusted data.

use std::error::Error;
use std::io::{self, BufRead, Read};

use flate2::bufread::GzDecoder;
use flate2::write::GzEncoder;
use ruzstd::decoding::FrameDecoder;
use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::encoding::{CompressionLevel, compress_to_vec};

use protoward_source::MAX_FILE;

/// A compression format.
///
/// ```
/// use protoward_inputs::Compression;
/// let packed = Compression::Zstd.pack(b"some bytes");
/// assert_eq!(Compression::Zstd.unpack(&packed)?, b"some bytes");
/// # Ok::<(), protoward_inputs::UnpackError>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Compression {
    /// The bytes as they are.
    #[default]
    None,
    /// gzip: `.gz`.
    Gzip,
    /// Zstandard: `.zst`.
    Zstd,
}

/// The reason why data could not be decompressed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum UnpackError {
    /// The data is not compressed in this format.
    #[error("it is not {wanted}")]
    NotPacked {
        /// The expected format, in words.
        wanted: &'static str,
        /// The probable format, if it was recognized.
        looks: Option<&'static str>,
    },
    /// The data ends too early.
    #[error("it is truncated")]
    CutOff,
    /// The data cannot be decoded, or its checksum is wrong.
    #[error("it is damaged: {reason}")]
    Damaged {
        /// The message of the decoder.
        reason: String,
    },
    /// The decompressed data exceeds the limit.
    #[error("it decompresses to more than {limit}")]
    TooLarge {
        /// The limit, in words.
        limit: String,
    },
}

impl UnpackError {
    /// Returns advice for the user.
    pub fn help(&self) -> Option<String> {
        Some(match self {
            Self::NotPacked { looks: Some(looks), .. } => {
                format!("it resembles {looks}; set `#format=` and `#compression=`")
            }
            Self::NotPacked { looks: None, wanted: "gzip" | "zstd" } => {
                "if it is not compressed, add `#compression=none`".to_owned()
            }
            Self::NotPacked { looks: None, .. } => return None,
            Self::CutOff => "download or write the file again".to_owned(),
            Self::Damaged { .. } => "download or write the file again".to_owned(),
            Self::TooLarge { .. } => "if the file is intact, decompress it, and use the result".to_owned(),
        })
    }

    /// Returns the reason for an error of a reader, whose causes tell a limit and a truncation from corruption.
    pub(super) fn from_io(error: &io::Error) -> Self {
        if let Some(limit) = error.get_ref().and_then(|inner| inner.downcast_ref::<LimitExceeded>()) {
            return Self::TooLarge { limit: limit.0.clone() };
        }
        let first = error.get_ref().map(|inner| inner as &(dyn Error + 'static));
        let mut causes = std::iter::successors(first, |&error| error.source());
        let ends = |error: &(dyn Error + 'static)| {
            error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::UnexpectedEof)
        };
        if error.kind() == io::ErrorKind::UnexpectedEof || causes.any(ends) {
            return Self::CutOff;
        }
        Self::Damaged { reason: error.to_string() }
    }
}

/// The name of zip archives, which may be mistaken for compressed data.
pub(super) const ZIP: &str = "a zip archive";
pub(super) const PLAIN_TAR: &str = "a plain tar";

/// Magic numbers of formats that may be mistaken for each other.
const MAGIC: &[(&[u8], &str)] = &[
    (b"\x1f\x8b", "gzip"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"PK\x03\x04", ZIP),
    (b"PK\x05\x06", ZIP),
    (b"BZh", "bzip2, which is not supported"),
    (b"\xfd7zXZ\0", "xz, which is not supported"),
];

/// Returns the format that the first bytes suggest.
pub(super) fn looks_like(start: &[u8]) -> Option<&'static str> {
    let is_tar = start.get(257..262) == Some(b"ustar");
    let known = MAGIC.iter().find(|(magic, _)| start.starts_with(magic)).map(|(_, name)| *name);
    known.or(is_tar.then_some(PLAIN_TAR))
}

/// The decompressed size that is always allowed. Beyond it, the size is limited to [`MAX_RATIO`] times the compressed
/// size, so that a small file cannot exhaust memory.
const ALWAYS_FINE: u64 = 64 << 20;
const MAX_RATIO: u64 = 100;

impl Compression {
    /// Returns the name in a reference: `compression=gzip`.
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Gzip => "gzip",
            Self::Zstd => "zstd",
        }
    }

    /// Compresses bytes deterministically.
    pub fn pack(self, bytes: &[u8]) -> Vec<u8> {
        match self {
            Self::None => bytes.to_vec(),
            Self::Gzip => gzip(bytes).expect("memory can be written to"),
            Self::Zstd => compress_to_vec(bytes, CompressionLevel::Fastest),
        }
    }

    /// Decompresses bytes: all concatenated parts, with checksums verified.
    ///
    /// The result is at most 2 GiB, and beyond 64 MiB at most 100 times as large as the input.
    ///
    /// # Errors
    /// Fails if the data has another format, is corrupt, or exceeds the limit.
    pub fn unpack(self, bytes: &[u8]) -> Result<Vec<u8>, UnpackError> {
        if self == Self::None { Ok(bytes.to_vec()) } else { self.unpack_up_to(limit(bytes.len()), bytes) }
    }

    fn unpack_up_to(self, limit: u64, bytes: &[u8]) -> Result<Vec<u8>, UnpackError> {
        let reader = self.reader(bytes).map_err(|error| error.into_unpack())?;
        let mut unpacked = Vec::new();
        let read = Limited::new(reader, limit).read_to_end(&mut unpacked);
        read.map(|_| unpacked).map_err(|error| UnpackError::from_io(&error))
    }

    /// Returns a reader that decompresses on the fly.
    pub(super) fn reader<'a>(self, mut packed: impl BufRead + 'a) -> Result<Box<dyn Read + 'a>, StartError> {
        let start = packed.fill_buf().map_err(StartError::Io)?;
        let skippable = start.len() >= 4 && start[0] & 0xf0 == 0x50 && start[1..4] == [0x2a, 0x4d, 0x18];
        let looks = looks_like(start);
        match self {
            Self::None => Ok(Box::new(packed)),
            _ if start.is_empty() => Err(StartError::Unpack(UnpackError::CutOff)),
            Self::Gzip if looks == Some("gzip") => Ok(Box::new(GzipReader { member: Some(GzDecoder::new(packed)) })),
            Self::Zstd if looks == Some("zstd") || skippable => Ok(Box::new(ZstdReader::new(packed))),
            _ => Err(StartError::Unpack(UnpackError::NotPacked { wanted: self.name(), looks })),
        }
    }
}

/// Returns the limit of the decompressed size.
fn limit(packed: usize) -> u64 {
    (packed as u64).saturating_mul(MAX_RATIO).clamp(ALWAYS_FINE, MAX_FILE)
}

fn gzip(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), flate2::Compression::default());
    io::Write::write_all(&mut encoder, bytes)?;
    encoder.finish()
}

/// The reason why a reader could not be created.
#[derive(Debug)]
pub(super) enum StartError {
    Io(io::Error),
    Unpack(UnpackError),
}

impl StartError {
    /// Converts the error for data in memory, where no I/O can fail.
    pub(super) fn into_unpack(self) -> UnpackError {
        match self {
            Self::Io(error) => UnpackError::from_io(&error),
            Self::Unpack(error) => error,
        }
    }
}

/// The first byte of a gzip member, and the whole magic number.
const GZIP: &[u8] = b"\x1f\x8b";

/// Concatenated gzip members. Trailing data that is no member is ignored, as by `gzip`, because tapes and file
/// servers add padding.
struct GzipReader<R> {
    /// `None` at the end.
    member: Option<GzDecoder<R>>,
}

impl<R: BufRead> Read for GzipReader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while let Some(member) = self.member.as_mut().filter(|_| !buffer.is_empty()) {
            let read = member.read(buffer)?;
            if read > 0 {
                return Ok(read);
            }
            let mut packed = self.member.take().expect("it was just read from").into_inner();
            let next = packed.fill_buf()?;
            if !next.is_empty() && (next.starts_with(GZIP) || GZIP.starts_with(next)) {
                self.member = Some(GzDecoder::new(packed));
            }
        }
        Ok(0)
    }
}

/// Concatenated zstd frames, with skippable frames between them. Checksums are verified.
struct ZstdReader<R> {
    packed: R,
    decoder: FrameDecoder,
    in_frame: bool,
}

/// The maximum window, as in zstd by default; a frame needs as much memory as its window.
const MAX_WINDOW: u64 = 1 << 27;

impl<R: BufRead> ZstdReader<R> {
    fn new(packed: R) -> Self {
        let mut decoder = FrameDecoder::new();
        decoder.set_max_window_size(MAX_WINDOW);
        Self { packed, decoder, in_frame: false }
    }

    /// Starts the next frame; returns `false` at the end.
    fn begin(&mut self) -> io::Result<bool> {
        while !self.packed.fill_buf()?.is_empty() {
            match self.decoder.reset(&mut self.packed) {
                Ok(()) => return Ok(true),
                Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame { length, .. })) => {
                    let length = u64::from(length);
                    if io::copy(&mut self.packed.by_ref().take(length), &mut io::sink())? < length {
                        return Err(io::ErrorKind::UnexpectedEof.into());
                    }
                }
                Err(error) => return Err(io::Error::other(error)),
            }
        }
        Ok(false)
    }

    fn end(&mut self) -> io::Result<()> {
        self.in_frame = false;
        match (self.decoder.get_checksum_from_data(), self.decoder.get_calculated_checksum()) {
            (Some(written), Some(read)) if written != read => Err(io::Error::other("the checksum does not match")),
            _ => Ok(()),
        }
    }
}

impl<R: BufRead> Read for ZstdReader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while !buffer.is_empty() {
            if !self.in_frame {
                if !self.begin()? {
                    break;
                }
                self.in_frame = true;
            }
            match self.decoder.read(buffer)? {
                0 if self.decoder.is_finished() => self.end()?,
                0 => {
                    let strategy = ruzstd::decoding::BlockDecodingStrategy::UptoBlocks(1);
                    self.decoder.decode_blocks(&mut self.packed, strategy).map_err(io::Error::other)?;
                }
                read => return Ok(read),
            }
        }
        Ok(0)
    }
}

/// A reader that fails after a number of bytes.
pub(super) struct Limited<R> {
    reader: R,
    left: u64,
    limit: u64,
}

/// The error of [`Limited`], with the limit in words.
#[derive(Debug, thiserror::Error)]
#[error("more than {0}")]
struct LimitExceeded(String);

impl<R: Read> Limited<R> {
    pub(super) fn new(reader: R, limit: u64) -> Self {
        Self { reader, left: limit, limit }
    }
}

impl<R: Read> Read for Limited<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        match self.left.checked_sub(read as u64) {
            Some(left) => self.left = left,
            None => return Err(io::Error::other(LimitExceeded(in_words(self.limit)))),
        }
        Ok(read)
    }
}

/// Formats a size: `2 GiB`, `512 MiB`, `100 bytes`.
pub(super) fn in_words(bytes: u64) -> String {
    let units = [(30, "GiB"), (20, "MiB"), (10, "KiB")];
    match units.iter().find(|(shift, _)| bytes >= 1 << shift) {
        Some((shift, unit)) => format!("{} {unit}", bytes.div_ceil(1 << shift)),
        None if bytes == 1 => "1 byte".to_owned(),
        None => format!("{bytes} bytes"),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use super::*;

    const BOTH: [Compression; 2] = [Compression::Gzip, Compression::Zstd];

    fn text() -> Vec<u8> {
        (0..20_000u32).flat_map(|number| format!("{} ", number * 7 % 1001).into_bytes()).collect()
    }

    #[test]
    fn round_trips_compressed_data() {
        for compression in BOTH {
            for bytes in [Vec::new(), b"a".to_vec(), text()] {
                let packed = compression.pack(&bytes);
                assert_eq!(packed, compression.pack(&bytes), "packing says nothing of when and where");
                assert_eq!(compression.unpack(&packed).unwrap(), bytes);
                let twice = [packed.clone(), packed].concat();
                assert_eq!(compression.unpack(&twice).unwrap(), [bytes.clone(), bytes].concat());
            }
        }
    }

    #[test]
    fn ignores_trailing_data_after_gzip() {
        for behind in [&b"garbage"[..], &[0; 1000], b"\x1e"] {
            let packed = [&Compression::Gzip.pack(b"x")[..], behind].concat();
            assert_eq!(Compression::Gzip.unpack(&packed).unwrap(), b"x");
        }
        let cut = [&Compression::Gzip.pack(b"x")[..], &GZIP[..1]].concat();
        assert!(matches!(Compression::Gzip.unpack(&cut), Err(UnpackError::CutOff)));
    }

    #[test]
    fn skips_skippable_zstd_frames() {
        let skipped = [&[0x5f, 0x2a, 0x4d, 0x18, 3, 0, 0, 0][..], b"abc"].concat();
        let packed = [skipped.clone(), Compression::Zstd.pack(b"x"), skipped.clone()].concat();
        assert_eq!(Compression::Zstd.unpack(&packed).unwrap(), b"x");
        let cut = &packed[..packed.len() - 1];
        assert!(matches!(Compression::Zstd.unpack(cut), Err(UnpackError::CutOff)));
    }

    #[test]
    fn distinguishes_truncated_from_corrupt_data() {
        for compression in BOTH {
            let packed = compression.pack(&text());
            for length in [0, 6, 20, packed.len() / 2, packed.len() - 1] {
                let error = compression.unpack(&packed[..length]).unwrap_err();
                assert!(matches!(error, UnpackError::CutOff), "{compression:?} {length}: {error}");
            }
            let mut damaged = packed.clone();
            let last = damaged.len() - 1;
            damaged[last] ^= 1;
            let error = compression.unpack(&damaged).unwrap_err();
            assert!(matches!(error, UnpackError::Damaged { .. }), "{compression:?}: {error}");
        }
    }

    #[test]
    fn terminates_on_corrupt_data() {
        for compression in BOTH {
            let packed = compression.pack(&text()[..3000]);
            for at in 0..packed.len() {
                for bit in [1, 0x80] {
                    let mut damaged = packed.clone();
                    damaged[at] ^= bit;
                    if let Ok(unpacked) = compression.unpack(&damaged) {
                        assert!(unpacked.len() <= 3000, "byte {at}");
                    }
                }
            }
        }
    }

    #[test]
    fn names_the_actual_format() {
        let error = Compression::Gzip.unpack(&Compression::Zstd.pack(b"x")).unwrap_err();
        assert_eq!(error.to_string(), "it is not gzip");
        assert!(error.help().unwrap().contains("it resembles zstd"));
        assert!(matches!(Compression::Zstd.unpack(b"message"), Err(UnpackError::NotPacked { looks: None, .. })));
    }

    #[test]
    fn rejects_decompression_bombs() {
        assert_eq!(limit(0), 64 << 20);
        assert_eq!(limit(1 << 20), 100 << 20);
        assert_eq!(limit(usize::MAX), MAX_FILE);
        for compression in BOTH {
            let packed = compression.pack(&[0; 4097]);
            assert!(packed.len() < 64, "{}", packed.len());
            assert_eq!(compression.unpack_up_to(4097, &packed).unwrap().len(), 4097);
            let error = compression.unpack_up_to(4096, &packed).unwrap_err();
            assert_eq!(error.to_string(), "it decompresses to more than 4 KiB");
        }
    }
}
