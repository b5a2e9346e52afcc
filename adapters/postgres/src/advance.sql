-- Moves events from the outbox to the log. $1: the relay's epoch; $2: how many at the most.
-- The head row is locked before anything else, and whoever waited for it finds its newest version; events are numbered from
-- it, and only those which this statement itself took out of the outbox. So two relays can neither give a position twice nor
-- leave one out, whatever each saw of the outbox when it began.
with head as materialized (
    select position, taken from log_head
    where epoch = $1 and exists (select from outbox where id > log_head.taken) for update
), part as materialized (
    select max(id) as last from (
        select o.id from outbox o where o.id > (select taken from head) order by o.id limit $2
    ) next
), moved as (
    delete from outbox where id > (select taken from head) and id <= (select last from part)
    returning id, envelope, happened_at, topics, tells_of, deletes
), gone as materialized (
    select deletes as it from moved where deletes is not null
), numbered as materialized (
    select moved.id, head.position + row_number() over (order by moved.id) as position, happened_at, topics, tells_of,
        case when tells_of in (select it from gone) then
            (jsonb_set(jsonb_set(jsonb_set(envelope::jsonb, '{payload,text}', '""', false), '{payload,post,text}', '""'), '{payload,post,spoiler}', '""')
                #- '{payload,post,attachments}' #- '{payload,post,poll}')::json
        else envelope end as envelope
    from moved cross join head
), logged as (
    insert into log (position, envelope, happened_at, topics, tells_of)
    select position, envelope, happened_at, topics, tells_of from numbered
), filed as (
    insert into log_topics (topic, position) select unnest(topics), position from numbered
), blanked as (
    update log set envelope =
        (jsonb_set(jsonb_set(jsonb_set(envelope::jsonb, '{payload,text}', '""', false), '{payload,post,text}', '""'), '{payload,post,spoiler}', '""')
                #- '{payload,post,attachments}' #- '{payload,post,poll}')::json
    where tells_of in (select it from gone)
), advanced as (
    update log_head h set position = n.position, taken = n.taken
    from (select max(position) as position, max(id) as taken from numbered) n
    where h.epoch = $1 and n.position is not null
)
select exists (select from log_head where epoch = $1), numbered.position, numbered.envelope::text
from (select) as always left join numbered on true
order by numbered.position
