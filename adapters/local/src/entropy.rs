//! Time and chance as the system has them.
use domain::Timestamp;
use service::Entropy;
use uuid::Uuid;

/// The system's clock, and UUIDs v7 by it. Ids that one process makes grow, also within a millisecond.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    #[expect(clippy::disallowed_methods, reason = "this is the port that everybody else asks")]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    #[expect(clippy::disallowed_methods, reason = "this is the port that everybody else asks")]
    fn uuid(&self) -> Uuid {
        Uuid::now_v7()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_counts_on_from_one_id_to_the_next() {
        let ids: Vec<u128> = (0..10_000).map(|_| SystemEntropy.uuid().as_u128()).collect();
        let steps: std::collections::HashSet<u128> = ids.windows(2).map(|pair| pair[1] - pair[0]).collect();
        assert!(steps.len() > 9_990, "each is as far from the one before as chance will have it");
    }

    #[test]
    fn ids_differ_grow_and_tell_the_time() {
        let before = SystemEntropy.now();
        let ids: Vec<Uuid> = (0..10_000).map(|_| SystemEntropy.uuid()).collect();
        assert!(ids.is_sorted_by(|a, b| a < b));
        let (seconds, _) = ids[0].get_timestamp().unwrap().to_unix();
        let told = Timestamp::from_second(i64::try_from(seconds).unwrap()).unwrap();
        assert!((told.as_second() - before.as_second()).abs() <= 1, "{told}");
    }
}
