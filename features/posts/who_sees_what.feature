Feature: Who sees what, whatever happened before

  People follow each other or no longer do, block and mute each other or make up; they publish for everybody, for followers or
  for those whom they mention, answer, pass on, like, keep and delete: all of it by chance. Meanwhile everybody watches every
  stream; then everybody looks at every timeline, page, thread, list and count, and comes back to every stream. A simple model
  says what they must find.

  Scenario Outline: nothing that is private reaches anybody else
    When 60 things happen by chance <chance> in a town of its own
    Then everybody was shown what was for them, wherever they looked, and nothing else

    Examples:
      | chance |
      | 1      |
      | 2      |
      | 3      |

  @in_process
  Scenario: nor does it in many towns
    When 60 things happen by each of the chances 4 to 6, each in a town of its own
    Then everybody was shown what was for them, wherever they looked, and nothing else
