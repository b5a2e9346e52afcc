-- Moves events from the outbox to the log. $1: the relay's epoch; $2: how many at the most.
-- The head row is locked before anything else, and whoever waited for it finds its newest version; events are numbered from
-- it, and only those which this statement itself took out of the outbox. So two relays can neither give a position twice nor
-- leave one out, whatever each saw of the outbox when it began.
with head as materialized (
    select position from log_head where epoch = $1 and exists (select from outbox) for update
), taken as (
    delete from outbox where id in (
        select id from outbox where exists (select from head) order by id limit $2
    )
    returning id, envelope, happened_at, topics, tells_of, deletes
), gone as materialized (
    select deletes as post from taken where deletes is not null
), numbered as materialized (
    select head.position + row_number() over (order by taken.id) as position, happened_at, topics, tells_of,
        case when tells_of in (select post from gone) then
            jsonb_set(jsonb_set(envelope, '{payload,post,text}', '""'), '{payload,post,spoiler}', '""')
        else envelope end as envelope
    from taken cross join head
), logged as (
    insert into log (position, envelope, happened_at, topics, tells_of)
    select position, envelope, happened_at, topics, tells_of from numbered
), filed as (
    insert into log_topics (topic, position) select distinct unnest(topics), position from numbered
), blanked as (
    update log
    set envelope = jsonb_set(jsonb_set(envelope, '{payload,post,text}', '""'), '{payload,post,spoiler}', '""')
    where tells_of in (select post from gone)
), advanced as (
    update log_head set position = position + (select count(*) from taken)
    where epoch = $1 and exists (select from taken)
)
select exists (select from log_head where epoch = $1), numbered.position, numbered.envelope::text
from (select) as always left join numbered on true
order by numbered.position
