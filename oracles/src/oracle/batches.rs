//! Files in batches. A batch that a program refuses is split in half, until only the files at fault are left.

use protoward_kit::error::Error;
use protoward_kit::parallel;

/// Runs `run` for batches of at most `size` files, in parallel. Its first argument is the number of the batch.
pub(super) fn each<T: Send>(
    files: &[String],
    size: usize,
    run: impl Fn(usize, &[String]) -> Result<Option<T>, Error> + Sync,
) -> Result<Vec<T>, Error> {
    let batches: Vec<(usize, &[String])> = files.chunks(size).enumerate().collect();
    let results = parallel::map(&batches, |&(number, batch)| halved(batch, &|files| run(number, files)));
    Ok(results.into_iter().collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
}

/// Runs `run` for all files, and for each half if it returns `None`. There is no result for a single file with `None`.
pub(super) fn halved<T>(
    files: &[String],
    run: &impl Fn(&[String]) -> Result<Option<T>, Error>,
) -> Result<Vec<T>, Error> {
    if let Some(result) = run(files)? {
        return Ok(vec![result]);
    }
    let (left, right) = files.split_at(files.len() / 2);
    if left.is_empty() {
        return Ok(Vec::new());
    }
    let mut results = halved(left, run)?;
    results.extend(halved(right, run)?);
    Ok(results)
}
