export { main } from './main.js'
export { post } from './post.js'
export { stop } from './stop.js'
export { wait } from './wait.js'
